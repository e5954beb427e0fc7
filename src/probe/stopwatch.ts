import type { Clock } from "../base/clock.ts";

/** The time of one probe: it runs while the probe works and stands still while the probe waits for its places. */
export interface Stopwatch {
  run(): void;
  halt(): void;
  /** Milliseconds worked so far, to a hundredth, without what was set aside. */
  elapsedMs(): number;
  /** Takes what passed since `elapsedMs` was `sinceMs` out of it. It stays used up: `usedMs` and `remainingMs` count it. */
  setAside(sinceMs: number): void;
  /** Milliseconds of the timeout that are gone. */
  usedMs(): number;
  remainingMs(): number;
}

/** A stopwatch at zero, standing still. */
export function createStopwatch(clock: Clock, timeoutMs: number): Stopwatch {
  let workedMs = 0;
  let asideMs = 0;
  let runningSinceMs: number | undefined;
  const usedMs = () => workedMs + (runningSinceMs === undefined ? 0 : clock.monotonicMs() - runningSinceMs);
  return {
    run() {
      runningSinceMs ??= clock.monotonicMs();
    },
    halt() {
      workedMs = usedMs();
      runningSinceMs = undefined;
    },
    elapsedMs: () => Math.round((usedMs() - asideMs) * 100) / 100,
    setAside(sinceMs) {
      asideMs = usedMs() - sinceMs;
    },
    usedMs,
    remainingMs: () => Math.max(0, timeoutMs - usedMs()),
  };
}
