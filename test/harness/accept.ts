import { systemClock } from "../../src/base/clock.ts";
import type { RunResult } from "../../src/contract/agent.ts";
import type { Database } from "../../src/db/connect.ts";
import { type AcceptDeps, acceptResults as accept, type Verdict } from "../../src/server/agents/accept-results.ts";
import { createMeters } from "../../src/server/metrics/meters.ts";
import { notificationSettings } from "../builders/notification-settings.ts";

/** Believes every agent, and knows whether there are others. */
export function believing({ othersAlive }: { readonly othersAlive: boolean }): AcceptDeps["trust"] {
  return { weigh: async () => "trusted", othersTrusted: async () => othersAlive };
}

/** Accepts results as a server does that believes its only agent; `over` says otherwise. */
export async function acceptResults(
  db: Database,
  agentId: number,
  runs: readonly RunResult[],
  over: Partial<AcceptDeps> = {},
): Promise<Verdict[]> {
  const trust = believing({ othersAlive: false });
  const meters = createMeters(systemClock);
  return await accept({ db, trust, meters, notifications: notificationSettings, ...over }, agentId, runs);
}
