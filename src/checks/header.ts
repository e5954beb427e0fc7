import type { Answer } from "./observation.ts";
import { failed, firstUnmet, type Verdict } from "./verdict.ts";

/**
 * The value of a header, undefined where there is none. The name's case does not matter; a header sent several times is
 * joined with a comma and a space (RFC 9110 section 5.3), `set-cookie` too, although its values may hold commas.
 */
export function headerValue(seen: Answer, name: string): string | undefined {
  const values = headerValues(seen, name);
  return values.length === 0 ? undefined : values.join(", ");
}

/** Each value of a header, in the order sent. */
export function headerValues(seen: Answer, name: string): string[] {
  const wanted = name.toLowerCase();
  return seen.headers.filter(([each]) => each === wanted).map(([, value]) => value);
}

type JudgeHeader = (name: string, wanted: string, value: string) => Verdict | undefined;

/** A rule on the values of headers by name: a missing one fails, `judge` gives undefined for one that is as wanted. */
export function judgeHeaders(wanted: Readonly<Record<string, string>>, seen: Answer, judge: JudgeHeader): Verdict {
  return firstUnmet(
    Object.entries(wanted),
    ([name, each]) => {
      const value = headerValue(seen, name);
      if (value !== undefined) return judge(name, each, value);
      return failed("header-missing", `expected header ${name}, which is missing`);
    },
    `headers as expected: ${Object.keys(wanted).join(", ")}`,
  );
}
