import type { ExpectationOf } from "../expectation.ts";
import type { Answer } from "../observation.ts";
import { failed, passed, type Verdict } from "../verdict.ts";

/** Judges the status. */
export function evaluateStatusIs(expect: ExpectationOf<"status-is">, seen: Answer): Verdict {
  if (seen.status === expect.status) return passed(`status ${seen.status}`);
  return failed("wrong-status", `expected status ${expect.status}, saw ${seen.status}`);
}
