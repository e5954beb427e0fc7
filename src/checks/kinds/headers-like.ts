import { shownResponseHeader } from "../../base/secrets/shown-header.ts";
import type { ExpectationOf } from "../expectation.ts";
import { judgeHeaders } from "../header.ts";
import type { Answer } from "../observation.ts";
import { matches, patternOf } from "../pattern.ts";
import { quoted } from "../quoted.ts";
import { failed, type Verdict } from "../verdict.ts";

/** The regular expression of every header named must be found in its value. */
export function evaluateHeadersLike(expect: ExpectationOf<"headers-like">, seen: Answer): Verdict {
  return judgeHeaders(expect.patterns, seen, (name, wanted, value) => {
    const pattern = patternOf(wanted);
    if (pattern.kind === "invalid") return pattern.verdict;
    if (matches(pattern, value)) return undefined;
    return failed(
      "pattern-unmatched",
      `header ${name}: expected a match of ${quoted(shownResponseHeader(name, wanted))}, saw ${quoted(shownResponseHeader(name, value))}`,
    );
  });
}
