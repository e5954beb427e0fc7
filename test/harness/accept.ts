import { systemClock } from "../../src/base/clock.ts";
import type { RunResult } from "../../src/contract/agent.ts";
import type { Database } from "../../src/db/connect.ts";
import { type AcceptDeps, acceptResults as accept, type Verdict } from "../../src/server/agents/accept-results.ts";
import type { Standing } from "../../src/server/agents/standings.ts";
import { createMeters } from "../../src/server/metrics/meters.ts";
import { notificationSettings } from "../builders/notification-settings.ts";

interface FixedTrust {
  readonly othersAlive: boolean;
  readonly standing?: Standing;
}

/** Trusts every agent alike, and knows whether there are others. */
export function believing({ othersAlive, standing = "trusted" }: FixedTrust): AcceptDeps["trust"] {
  return {
    openWeighing: async () => ({ weigh: () => standing, conclude: async () => {} }),
    othersTrusted: async () => othersAlive,
  };
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
