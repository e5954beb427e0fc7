import type { Json } from "../config/check.ts";
import { judgeJson } from "./json-body.ts";
import { valueAt } from "./json-pointer.ts";
import type { Answer } from "./observation.ts";
import { quoted } from "./quoted.ts";
import { failed, firstUnmet, type Verdict } from "./verdict.ts";

type JudgeMember<T> = (pointer: string, wanted: T, value: Json) => Verdict | undefined;

/** A rule on members of the JSON body by pointer: a missing one fails, `judge` gives undefined for one that is as wanted. */
export function judgeMembers<T>(wanted: Readonly<Record<string, T>>, seen: Answer, judge: JudgeMember<T>): Verdict {
  return judgeJson(seen, (document) =>
    firstUnmet(
      Object.entries(wanted),
      ([pointer, each]) => {
        const value = valueAt(document, pointer);
        if (value !== undefined) return judge(pointer, each, value);
        return failed("pointer-missing", `expected ${quoted(pointer)} in the JSON, which is missing`);
      },
      `as expected: ${Object.keys(wanted).map(quoted).join(", ")}`,
    ),
  );
}
