import type { ExpectationOf } from "../expectation.ts";
import { judgeJson } from "../json-body.ts";
import { previewJson } from "../json-preview.ts";
import { jsonEqual } from "../json-value.ts";
import type { Answer } from "../observation.ts";
import { failed, passed, type Verdict } from "../verdict.ts";

/** The whole body must be JSON equal to the value given, types included, whatever the order of names. */
export function evaluateJsonIs(expect: ExpectationOf<"json-is">, seen: Answer): Verdict {
  return judgeJson(seen, (document) => {
    if (jsonEqual(expect.value, document)) return passed(`the body is ${previewJson(expect.value)}`);
    return failed("value-differs", `expected ${previewJson(expect.value)}, saw ${previewJson(document)}`);
  });
}
