import type { Clock } from "../../base/clock.ts";
import { formatDuration } from "../../base/duration.ts";
import type { Logger } from "../../base/log.ts";
import type { Database } from "../../db/connect.ts";
import { findTrustedSilenceMs } from "../../store/agents.ts";
import { closeSystemIncident, openSystemIncident } from "../incidents/system-incident.ts";
import type { Duty } from "./duty.ts";
import { startGrace } from "./start-grace.ts";

/** What the incident is about: that there is no agent. */
const subject = "agents";

/** Tells when no agent that is believed was heard of for so long, and when one is back. */
export function noAgentDuty(options: {
  readonly agentSilenceMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}): Duty {
  const { agentSilenceMs, log } = options;
  const isGraceOver = startGrace(options.clock);
  const message = `no agent that is believed was heard of for ${formatDuration(agentSilenceMs)}: nothing is watched`;
  return {
    name: "no-agent",
    everySeconds: 10,
    async run(db) {
      if (!(await isSilent(db, agentSilenceMs))) {
        if (await db.transaction((tx) => closeSystemIncident(tx, subject))) log.info("an agent is back");
        return;
      }
      if (!isGraceOver()) return;
      const what = { subject, agentId: null, name: "", reason: "no-agent", message } as const;
      if (await db.transaction((tx) => openSystemIncident(tx, what))) log.error(message);
    },
  };
}

async function isSilent(db: Database, agentSilenceMs: number): Promise<boolean> {
  return ((await db.run(findTrustedSilenceMs)) ?? 0) >= agentSilenceMs;
}
