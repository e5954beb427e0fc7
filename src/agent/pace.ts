import type { Clock } from "../base/clock.ts";
import { startLoop } from "../base/loop.ts";

/** Handshakes at once: what is never exceeded, and what is always allowed. */
export const handshakesMost = 64;
export const handshakesLeast = 8;

/** How often the load is measured, in milliseconds. */
const everyMs = 200;

/** How busy the agent's machine let the agent be during one measurement. */
export interface Load {
  /** How much later than asked the event loop came round, in milliseconds. */
  readonly lagMs: number;
  /** Processor time used for each unit of time: 1 is one core; Bun's exchanges run on one thread. */
  readonly cpuShare: number;
}

/** Whether the agent itself, not the sites, decides how long an exchange takes: response times are then too long. */
export function isSaturated({ lagMs, cpuShare }: Load): boolean {
  return lagMs > 15 || cpuShare > 0.9;
}

/**
 * How many handshakes may run at once after a measurement: a quarter fewer when saturated, a few more when not. On two cores
 * shared with its targets an agent saw a p99 of 11 ms with 16 in flight and 138 to 273 ms with 64.
 */
export function nextHandshakes(limit: number, load: Load): number {
  if (isSaturated(load)) return Math.max(handshakesLeast, Math.floor(limit * 0.75));
  return Math.min(handshakesMost, limit + 4);
}

/** A mean over the last ten seconds or so, after one more measurement. */
export function smoothed(mean: number, measured: number): number {
  return mean + (measured - mean) * (everyMs / 10_000);
}

/** Measures the load until disposed and tells `onPace` the limit of each measurement. */
export function startPacing(clock: Clock, onPace: (handshakes: number, load: Load) => void): AsyncDisposable {
  let limit = handshakesMost;
  let before = { atMs: clock.monotonicMs(), cpu: process.cpuUsage() };
  return startLoop(
    async () => {
      const now = { atMs: clock.monotonicMs(), cpu: process.cpuUsage() };
      const elapsedMs = Math.max(1, now.atMs - before.atMs);
      const usedMs = (now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system) / 1000;
      const load = { lagMs: elapsedMs - everyMs, cpuShare: usedMs / elapsedMs };
      before = now;
      limit = nextHandshakes(limit, load);
      onPace(limit, load);
    },
    {
      name: "pace",
      everyMs,
      onError: (thrown) => {
        throw thrown;
      },
    },
  );
}
