import type { Clock } from "../../src/base/clock.ts";

/** A clock that stands until it is set. */
export interface HeldClock extends Clock {
  ms: number;
}

/** A clock at 0 ms, on 1 January 2026. */
export function heldClock(): HeldClock {
  const clock = {
    ms: 0,
    now: () => new Date(Date.UTC(2026, 0, 1) + clock.ms),
    monotonicMs: () => clock.ms,
  };
  return clock;
}
