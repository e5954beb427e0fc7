import { beginning, judgeText, tooLong } from "../body-text.ts";
import type { ExpectationOf } from "../expectation.ts";
import type { Answer } from "../observation.ts";
import { matches, matchesStart, patternOf } from "../pattern.ts";
import { quoted } from "../quoted.ts";
import { failed, passed, type Verdict } from "../verdict.ts";

/** Looks for a regular expression in the body. A match within the start of a body that is too long is a match. */
export function evaluateBodyLike(expect: ExpectationOf<"body-like">, seen: Answer): Verdict {
  const pattern = patternOf(expect.pattern);
  if (pattern.kind === "invalid") return pattern.verdict;
  const met = passed(`the body matches ${quoted(expect.pattern)}`);
  return judgeText(seen, (body) => {
    if (body.kind === "too-long") return matchesStart(pattern, body.start) ? met : tooLong(body);
    if (matches(pattern, body.text)) return met;
    return failed(
      "pattern-unmatched",
      `expected the body to match ${quoted(expect.pattern)}, saw ${beginning(body.text)}`,
    );
  });
}
