import { stableHash } from "./stable-hash.ts";

/** When a target is due: at every instant that leaves `phaseMs` when divided by `intervalMs`, in milliseconds since 1970 UTC. */
export interface Schedule {
  readonly intervalMs: number;
  readonly phaseMs: number;
}

/** Where in its interval a target runs, from 0 up to, not including, `intervalMs`: spread evenly, and the same for ever. */
export function phaseMs(targetKey: string, intervalMs: number): number {
  return Math.floor((stableHash(targetKey) / 2 ** 32) * intervalMs);
}

/** The first slot strictly after `afterMs`. */
export function nextSlotMs(schedule: Schedule, afterMs: number): number {
  return schedule.phaseMs + (slotIndex(schedule, afterMs) + 1) * schedule.intervalMs;
}

/** Slots strictly between two instants: those that were skipped when a run stands for `fromMs` and the next for `toMs`. */
export function missedSlots(schedule: Schedule, fromMs: number, toMs: number): number {
  const beforeTo = Math.ceil((toMs - schedule.phaseMs) / schedule.intervalMs) - 1;
  return Math.max(0, beforeTo - slotIndex(schedule, fromMs));
}

/** Counts the slot at or before an instant. */
function slotIndex({ intervalMs, phaseMs }: Schedule, atMs: number): number {
  return Math.floor((atMs - phaseMs) / intervalMs);
}
