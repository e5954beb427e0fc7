import type { NewResult } from "../../src/store/results.ts";

/** A result of target 1 that was ok and took 100 ms. */
export function aResult(overrides: Partial<NewResult> = {}): NewResult {
  return {
    targetId: 1,
    slot: new Date(0),
    token: 1,
    agentId: 1,
    severity: "ok",
    reason: "passed",
    status: 200,
    missed: 0,
    lateMs: 0,
    totalMs: 100,
    dnsMs: null,
    tlsMs: null,
    firstByteMs: null,
    bodyBytes: null,
    checkValues: null,
    checks: 1,
    believed: true,
    ...overrides,
  };
}
