import type { Severity } from "../../base/severity.ts";
import type { Database } from "../../db/connect.ts";
import { findLateness, type QueueLateness } from "../../queue/count.ts";
import { type AgentRow, listAgents } from "../../store/agents.ts";
import { countChecks } from "../../store/checks.ts";
import { type DataAge, findDataAge } from "../../store/data-age.ts";
import { type IncidentRow, listLoneIncidents } from "../../store/incident-rows.ts";
import { type CauseRow, listOpenCauses } from "../../store/open-causes.ts";
import { findSiteCounts, type SiteCounts } from "../../store/site-counts.ts";
import { listWorstChecks, type WorstCheck } from "../../store/worst-checks.ts";
import { type Page, pageOf } from "../page-of.ts";
import { sharedBy } from "./incidents.ts";

/** How many of the worst checks a summary shows. */
const worstMax = 20;

/** How many open causes and incidents a summary shows. */
const causesMax = 5;
const incidentsMax = 10;

/** How it stands, in numbers whose cost does not grow with the number of sites. */
export interface SummaryRead {
  readonly counts: Readonly<Record<Severity, number>>;
  /** Sites by their worst check, some seconds old; undefined before they were first counted. */
  readonly sites: SiteCounts | undefined;
  readonly lateness: QueueLateness;
  readonly agents: readonly AgentRow[];
  /** Undefined before the first result. */
  readonly age: DataAge | undefined;
}

/** Reads counters, the queue's due end and the agents: five queries. */
export async function readSummary(db: Database): Promise<SummaryRead> {
  return await db.run(async (sql) => {
    const [counts, sites, lateness, agents, age] = await Promise.all([
      countChecks(sql),
      findSiteCounts(sql),
      findLateness(sql),
      listAgents(sql),
      findDataAge(sql),
    ]);
    return { counts, sites, lateness, agents, age };
  });
}

/** The worst checks of a summary. */
export async function readWorst(db: Database): Promise<WorstCheck[]> {
  return await db.run((sql) => listWorstChecks(sql, { limit: worstMax }));
}

/** What is wrong now, for a summary. */
export interface TroubleRead {
  /** Causes that several open incidents share. */
  readonly causes: Page<CauseRow>;
  /** Open incidents of other causes. */
  readonly incidents: Page<IncidentRow>;
}

/** The largest causes and the worst incidents that are none of theirs, in two queries. */
export async function readTrouble(db: Database): Promise<TroubleRead> {
  return await db.run(async (sql) => {
    const causes = pageOf(await listOpenCauses(sql, { atLeast: sharedBy, limit: causesMax + 1 }), causesMax);
    const exceptCauses = causes.rows.map((one) => one.id);
    const incidents = await listLoneIncidents(sql, { exceptCauses, limit: incidentsMax + 1 });
    return { causes, incidents: pageOf(incidents, incidentsMax) };
  });
}
