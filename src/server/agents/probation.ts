import type { Clock } from "../../base/clock.ts";

/** Tasks that an isolated agent gets at once, and the rest before its next ones, in milliseconds. */
const tasksMax = 2;
const everyMs = 5000;

/** Agents remembered at most; the oldest is forgotten first and only gets its next tasks sooner. */
const rememberedMax = 10_000;

/**
 * How much work isolated agents get: some, or nobody would see them recover; little, since each task of theirs is late by
 * the time they fail to do it in.
 */
export interface Probation {
  /** How many of `wanted` tasks an isolated agent may lease now. */
  limit(agentId: number, wanted: number): number;
  /** Takes note that it has leased some. */
  began(agentId: number): void;
}

/** Probation as one server sees it. */
export function createProbation(clock: Clock): Probation {
  const restsUntilMs = new Map<number, number>();
  return {
    limit(agentId, wanted) {
      const rests = clock.monotonicMs() < (restsUntilMs.get(agentId) ?? Number.NEGATIVE_INFINITY);
      return rests ? 0 : Math.min(wanted, tasksMax);
    },
    began(agentId) {
      restsUntilMs.delete(agentId);
      restsUntilMs.set(agentId, clock.monotonicMs() + everyMs);
      for (const oldest of restsUntilMs.keys()) {
        if (restsUntilMs.size <= rememberedMax) break;
        restsUntilMs.delete(oldest);
      }
    },
  };
}
