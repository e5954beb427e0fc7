import type { Standing } from "../../../contract/v1/standing.ts";
import { aliveSeconds } from "../../agents/registry.ts";
import { type StandingRead, standingSitesMax } from "../../read/standing.ts";
import { worstCheckItem } from "./check-item.ts";

/** How sites stand as the API shows it. */
export function standingItem(read: StandingRead, nowMs: number): Standing {
  const { sites, checks, lateness, age, agents } = read;
  return {
    sites: sites ?? null,
    sitesCut: (sites ?? 0) > standingSitesMax,
    checks: { ...checks },
    worst: read.worst.map(worstCheckItem),
    dueTargets: lateness.due,
    oldestDueMs: lateness.oldestDueMs,
    dataAgeMs: age?.ageMs ?? null,
    agentsSeen: agents.filter((one) => nowMs - one.lastSeenAt.getTime() <= aliveSeconds * 1000).length,
  };
}
