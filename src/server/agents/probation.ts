import type { Clock } from "../../base/clock.ts";

/** Tasks that an isolated agent gets at once. */
const tasksMax = 2;

/** The rest before its next ones, in milliseconds: at first, and at most where it brings nothing of them back. */
const restMs = 5000;
const restMsMax = 60_000;

/** Agents remembered at most; the oldest is forgotten first and only gets its next tasks sooner. */
const rememberedMax = 10_000;

/**
 * How much work isolated agents get: some, or nobody would see them recover; little, since each task of theirs is late by
 * the time they fail to do it in.
 */
export interface Probation {
  /** How many of `wanted` tasks an isolated agent may lease now. */
  limit(agentId: number, wanted: number): number;
  /** Takes note that it has leased some. Its rest is twice as long for each time in a row that nothing came back of them. */
  began(agentId: number, lostInRow: number): void;
}

/** Probation as one server sees it. */
export function createProbation(clock: Clock): Probation {
  const restsUntilMs = new Map<number, number>();
  return {
    limit(agentId, wanted) {
      const rests = clock.monotonicMs() < (restsUntilMs.get(agentId) ?? Number.NEGATIVE_INFINITY);
      return rests ? 0 : Math.min(wanted, tasksMax);
    },
    began(agentId, lostInRow) {
      restsUntilMs.delete(agentId);
      restsUntilMs.set(agentId, clock.monotonicMs() + Math.min(restMs * 2 ** lostInRow, restMsMax));
      for (const oldest of restsUntilMs.keys()) {
        if (restsUntilMs.size <= rememberedMax) break;
        restsUntilMs.delete(oldest);
      }
    },
  };
}
