import { beginning, judgeText, textOf, tooLong } from "../body-text.ts";
import type { ExpectationOf } from "../expectation.ts";
import type { Answer } from "../observation.ts";
import { quoted } from "../quoted.ts";
import { failed, passed, type Verdict } from "../verdict.ts";

/** Looks for a text in the body, case-sensitive. Found in the start of a body that is too long is found. */
export function evaluateBodyContains(expect: ExpectationOf<"body-contains">, seen: Answer): Verdict {
  return judgeText(seen, (body) => {
    if (textOf(body).includes(expect.text)) return passed(`the body contains ${quoted(expect.text)}`);
    if (body.kind === "too-long") return tooLong(body);
    return failed("text-missing", `expected ${quoted(expect.text)} in the body, saw ${beginning(body.text)}`);
  });
}
