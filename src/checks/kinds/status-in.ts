import type { ExpectationOf } from "../expectation.ts";
import type { Answer } from "../observation.ts";
import { failed, passed, type Verdict } from "../verdict.ts";

/** Judges the status; an empty list is never met. */
export function evaluateStatusIn(expect: ExpectationOf<"status-in">, seen: Answer): Verdict {
  if (expect.statuses.includes(seen.status)) return passed(`status ${seen.status}`);
  return failed("wrong-status", `expected a status of ${expect.statuses.join(", ")}, saw ${seen.status}`);
}
