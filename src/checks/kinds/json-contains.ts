import type { ExpectationOf } from "../expectation.ts";
import { judgeJson } from "../json-body.ts";
import { valueAt } from "../json-pointer.ts";
import type { Answer } from "../observation.ts";
import { quoted } from "../quoted.ts";
import { failed, passed, type Verdict } from "../verdict.ts";

/** Every pointer must name something, be it null. */
export function evaluateJsonContains(expect: ExpectationOf<"json-contains">, seen: Answer): Verdict {
  return judgeJson(seen, (document) => {
    const missing = expect.pointers.filter((pointer) => valueAt(document, pointer) === undefined);
    if (missing.length === 0) return passed(`present: ${expect.pointers.map(quoted).join(", ")}`);
    return failed("pointer-missing", `expected in the JSON but missing: ${missing.map(quoted).join(", ")}`);
  });
}
