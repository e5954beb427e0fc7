import { cleanText } from "../../base/clean-text.ts";
import { shownText } from "../../base/secrets/shown-url.ts";
import type { AttemptSource, ConfigProblem } from "../../contract/v1/configuration.ts";
import type { RequestDeed } from "../auth/audit-request.ts";
import type { Applied } from "./apply.ts";

/** What became of reading the configuration again. A refused one changed nothing. */
export type ReloadOutcome =
  | { readonly kind: "applied"; readonly applied: Applied }
  | { readonly kind: "refused"; readonly problems: readonly ConfigProblem[] };

/**
 * Reads the configuration again and puts it in force, one reload at a time. Rejects where it could not be tried, as with
 * ArgosError "database".
 */
export type Reload = (source: Exclude<AttemptSource, "start">) => Promise<ReloadOutcome>;

/** What the audit says of a file that somebody put in force; one with problems changed nothing and stands among the attempts. */
export function reloadDeed({ revision }: Applied): RequestDeed {
  return { action: "configuration.reload", subject: `revision:${revision}` };
}

/** Problems of one attempt that are kept, and characters of each. */
export const problemsMax = 50;
const messageCharactersMax = 300;
const fileCharactersMax = 200;

/** Problems as they are kept and shown: the first of them, clean, and without what opens doors in an address. */
export function shownProblems(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const shown = problems.slice(0, problemsMax).map(({ file, line, column, message }) => ({
    file: cleanText(file, fileCharactersMax),
    line,
    column,
    message: cleanText(shownText(message), messageCharactersMax),
  }));
  const rest = problems.length - shown.length;
  const file = shown.at(-1)?.file ?? "";
  return rest > 0 ? [...shown, { file, line: null, column: null, message: `and ${rest} more problems` }] : shown;
}
