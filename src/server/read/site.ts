import type { Database } from "../../db/connect.ts";
import { listChecks, type StoredCheck } from "../../store/checks.ts";
import { type IncidentRow, listOpenIncidentsOf } from "../../store/incident-rows.ts";
import { listLatestResults, type ResultRow } from "../../store/results.ts";
import { findSite } from "../../store/site-rows.ts";
import type { SiteKey } from "../../store/sites.ts";
import { listTargets, type TargetRow } from "../../store/target-rows.ts";

/** How many targets of one site are shown. */
export const targetsMax = 200;

/** A target with its checks, its newest result, undefined before the first, and its incident, undefined when none is open. */
export interface TargetState {
  readonly target: TargetRow;
  readonly checks: readonly StoredCheck[];
  readonly latest: ResultRow | undefined;
  readonly incident: IncidentRow | undefined;
}

export interface SiteRead {
  readonly site: SiteKey;
  readonly targets: readonly TargetState[];
}

/** A site with its targets, their checks and newest results, in five queries; undefined for an id that is not there. */
export async function readSite(db: Database, id: number): Promise<SiteRead | undefined> {
  return await db.run(async (sql) => {
    const [site, targets] = await Promise.all([findSite(sql, id), listTargets(sql, id, targetsMax)]);
    if (site === undefined) return undefined;
    const ids = targets.map((one) => one.id);
    const [checks, results, incidents] = await Promise.all([
      listChecks(sql, ids),
      listLatestResults(sql, ids),
      listOpenIncidentsOf(sql, ids),
    ]);
    const checksOf = Map.groupBy(checks, (one) => one.targetId);
    const latestOf = new Map(results.map((one) => [one.targetId, one]));
    const incidentOf = new Map(incidents.map((one) => [one.targetId, one]));
    return {
      site,
      targets: targets.map((target) => ({
        target,
        checks: checksOf.get(target.id) ?? [],
        latest: latestOf.get(target.id),
        incident: incidentOf.get(target.id),
      })),
    };
  });
}
