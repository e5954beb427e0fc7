import type { ExpectationOf } from "../expectation.ts";
import { judgeMembers } from "../json-members.ts";
import { previewJson } from "../json-preview.ts";
import { jsonEqual } from "../json-value.ts";
import type { Answer } from "../observation.ts";
import { quoted } from "../quoted.ts";
import { failed, type Verdict } from "../verdict.ts";

/** Every pointer must name a value equal to the one given, types included. */
export function evaluateJsonHas(expect: ExpectationOf<"json-has">, seen: Answer): Verdict {
  return judgeMembers(expect.values, seen, (pointer, wanted, value) => {
    if (jsonEqual(wanted, value)) return undefined;
    return failed("value-differs", `${quoted(pointer)}: expected ${previewJson(wanted)}, saw ${previewJson(value)}`);
  });
}
