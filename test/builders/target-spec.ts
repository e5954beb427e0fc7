import type { TargetSpec } from "../../src/contract/lease.ts";

/** What an agent is told of a target without checks. */
export function aTargetSpec(overrides: Partial<TargetSpec> = {}): TargetSpec {
  return {
    url: "https://example.org/",
    method: "GET",
    family: "any",
    headers: {},
    timeoutMs: 10_000,
    redirectsMax: 0,
    checks: [],
    ...overrides,
  };
}
