import type { ExpectationOf } from "../expectation.ts";
import { judgeMembers } from "../json-members.ts";
import { previewJson } from "../json-preview.ts";
import type { Answer } from "../observation.ts";
import { matches, patternOf } from "../pattern.ts";
import { quoted } from "../quoted.ts";
import { failed, type Verdict } from "../verdict.ts";

/** The regular expression of every pointer must be found in its value: a string, or the text of a number, boolean or null. */
export function evaluateJsonLike(expect: ExpectationOf<"json-like">, seen: Answer): Verdict {
  return judgeMembers(expect.patterns, seen, (pointer, wanted, value) => {
    const pattern = patternOf(wanted);
    if (pattern.kind === "invalid") return pattern.verdict;
    const saw = `${quoted(pointer)}: expected a match of ${quoted(wanted)}, saw ${previewJson(value)}`;
    if (typeof value === "object" && value !== null) return failed("value-differs", `${saw}, which is not a text`);
    return matches(pattern, String(value)) ? undefined : failed("pattern-unmatched", saw);
  });
}
