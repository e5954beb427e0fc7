import { mask } from "./secret.ts";

/** What this process was told to keep to itself; of the whole process, since every log line and page is. */
interface Known {
  /** Never logged. */
  readonly values: readonly string[];
  /** Never shown on a page or in a message either: what a variable put into an address. */
  readonly variables: readonly string[];
}

/** A shorter value of a variable stands in every other word, and so does a password that is one. */
const variableLengthMin = 6;
const valueLengthMin = 8;

let inLogs: RegExp | undefined;
let everywhere: RegExp | undefined;

/** Replaces what the process keeps to itself, with the configuration that names it. */
export function knowSecrets({ values, variables }: Known): void {
  const hidden = variables.filter(({ length }) => length >= variableLengthMin);
  const logged = values.filter((value) => value.length >= valueLengthMin && /[^a-z]/.test(value));
  everywhere = anyOf(hidden);
  inLogs = anyOf([...hidden, ...logged]);
}

/** A text for a log without any value that the process keeps to itself. */
export function withoutKnownSecrets(text: string): string {
  return inLogs === undefined ? text : text.replace(inLogs, mask);
}

/** A text for people without what variables put in. */
export function withoutVariables(text: string): string {
  return everywhere === undefined ? text : text.replace(everywhere, mask);
}

function anyOf(values: readonly string[]): RegExp | undefined {
  const longestFirst = [...new Set(values)].sort((a, b) => b.length - a.length);
  return longestFirst.length === 0 ? undefined : new RegExp(longestFirst.map(RegExp.escape).join("|"), "g");
}
