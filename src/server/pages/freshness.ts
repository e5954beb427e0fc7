import type { SummaryRead } from "../read/summary.ts";

/** Nothing for longer than this, in milliseconds, and the page says so. */
const silentMsMax = 120_000;

/** A target that waits longer than this, in milliseconds, is not merely about to be taken. */
const waitMsMax = 30_000;

export type Freshness = "none" | "fresh" | "stale";

/**
 * Whether the data can be believed. Silence alone is no fault, since sites may be checked once a day: it is one when work
 * waits meanwhile, or when no agent is heard of.
 */
export function freshness(read: Pick<SummaryRead, "age" | "agents" | "lateness">, now: Date): Freshness {
  if (read.age === undefined) return "none";
  if (read.age.ageMs <= silentMsMax) return "fresh";
  const heard = read.agents.some((one) => now.getTime() - one.lastSeenAt.getTime() <= silentMsMax);
  return heard && read.lateness.oldestDueMs <= waitMsMax ? "fresh" : "stale";
}
