import type { Check, Expectation } from "../../src/config/check.ts";

/** A critical check of what is expected, named after its kind. */
export function aCheck(expect: Expectation, overrides: Partial<Omit<Check, "expect">> = {}): Check {
  return { key: expect.kind, severity: "critical", ...overrides, expect };
}
