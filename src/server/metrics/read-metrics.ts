import type { Severity } from "../../base/severity.ts";
import type { Database } from "../../db/connect.ts";
import { findLateness, type QueueLateness } from "../../queue/count.ts";
import { type DutyEnd, listDutyEnds } from "../../queue/duty.ts";
import { type AgentRow, listAgents } from "../../store/agents.ts";
import { countChecks } from "../../store/checks.ts";
import { type ConfigRevision, findConfigRevision } from "../../store/config-revisions.ts";
import { type DataAge, findDataAge } from "../../store/data-age.ts";
import { countMessages, findOldestWaiting, type MessageCounts } from "../../store/messages.ts";
import { countIncidentsBySeverity, countOpenCauses } from "../../store/open-counts.ts";
import { countResults } from "../../store/result-counts.ts";

/** How long a scrape waits for the database, in milliseconds: Prometheus gives up after 10 s. */
const deadlineMs = 4000;

/** What the database says for one scrape. */
export interface MetricsRead {
  readonly checks: Readonly<Record<Severity, number>>;
  readonly lateness: QueueLateness;
  readonly age: DataAge | undefined;
  readonly resultsStored: number;
  readonly incidents: Readonly<Record<Severity, number>>;
  readonly causes: number;
  readonly agents: readonly AgentRow[];
  readonly messages: MessageCounts;
  readonly oldestMessageMs: number;
  readonly revision: ConfigRevision | undefined;
  readonly duties: readonly DutyEnd[];
}

/** Eleven queries, each of counters or of the end of an index: what they cost does not grow with the number of sites. */
export async function readMetrics(db: Database): Promise<MetricsRead> {
  return await db.run(
    async (sql) => {
      const [checks, lateness, age, resultsStored, incidents, causes, agents, messages, oldest, revision, duties] =
        await Promise.all([
          countChecks(sql),
          findLateness(sql),
          findDataAge(sql),
          countResults(sql),
          countIncidentsBySeverity(sql),
          countOpenCauses(sql),
          listAgents(sql),
          countMessages(sql),
          findOldestWaiting(sql),
          findConfigRevision(sql),
          listDutyEnds(sql),
        ]);
      const oldestMessageMs = oldest?.ageMs ?? 0;
      return {
        checks,
        lateness,
        age,
        resultsStored,
        incidents,
        causes,
        agents,
        messages,
        oldestMessageMs,
        revision,
        duties,
      };
    },
    { deadlineMs },
  );
}
