import { emptyAccount } from "../../src/checks/account.ts";
import type { Bar } from "../../src/checks/availability.ts";

/** An hour that was ok, answered once a minute in 100 ms on average and 200 ms at most. */
export function aBar(overrides: Partial<Bar> = {}): Bar {
  const startMs = overrides.startMs ?? Date.parse("2026-03-29T10:00:00Z");
  return {
    startMs,
    endMs: startMs + 3_600_000,
    account: { ...emptyAccount, ok: 3600 },
    answers: 60,
    meanMs: 100,
    maxMs: 200,
    ...overrides,
  };
}
