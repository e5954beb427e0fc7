import type { ExpectationOf } from "../expectation.ts";
import { headerValue } from "../header.ts";
import type { Answer } from "../observation.ts";
import { failed, passed, type Verdict } from "../verdict.ts";

/** Every header named must be there, whatever its value. */
export function evaluateHeadersContain(expect: ExpectationOf<"headers-contain">, seen: Answer): Verdict {
  const missing = expect.names.filter((name) => headerValue(seen, name) === undefined);
  if (missing.length === 0) return passed(`headers present: ${expect.names.join(", ")}`);
  return failed("header-missing", `expected headers that are missing: ${missing.join(", ")}`);
}
