import { judgeText, textOf, tooLong } from "../body-text.ts";
import type { ExpectationOf } from "../expectation.ts";
import type { Answer } from "../observation.ts";
import { quoted } from "../quoted.ts";
import { failed, passed, type Verdict } from "../verdict.ts";

/** Fails where the text is in the body, case-sensitive, be it only in the start of one that is too long. */
export function evaluateBodyNotContains(expect: ExpectationOf<"body-not-contains">, seen: Answer): Verdict {
  return judgeText(seen, (body) => {
    const at = textOf(body).indexOf(expect.text);
    if (at >= 0)
      return failed("text-present", `expected no ${quoted(expect.text)} in the body, saw it at character ${at}`);
    if (body.kind === "too-long") return tooLong(body);
    return passed(`the body does not contain ${quoted(expect.text)}`);
  });
}
