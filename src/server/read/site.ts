import type { Database } from "../../db/connect.ts";
import { listChecks, type StoredCheck } from "../../store/checks.ts";
import { listLatestResults, type ResultRow } from "../../store/results.ts";
import { findSite } from "../../store/site-rows.ts";
import type { SiteKey } from "../../store/sites.ts";
import { listTargets, type TargetRow } from "../../store/target-rows.ts";

/** How many targets of one site are shown. */
export const targetsMax = 200;

/** A target with its checks and its newest result, undefined before the first. */
export interface TargetState {
  readonly target: TargetRow;
  readonly checks: readonly StoredCheck[];
  readonly latest: ResultRow | undefined;
}

export interface SiteRead {
  readonly site: SiteKey;
  readonly targets: readonly TargetState[];
}

/** A site with its targets, their checks and newest results, in four queries; undefined for an id that is not there. */
export async function readSite(db: Database, id: number): Promise<SiteRead | undefined> {
  return await db.run(async (sql) => {
    const [site, targets] = await Promise.all([findSite(sql, id), listTargets(sql, id, targetsMax)]);
    if (site === undefined) return undefined;
    const ids = targets.map((one) => one.id);
    const [checks, results] = await Promise.all([listChecks(sql, ids), listLatestResults(sql, ids)]);
    const checksOf = Map.groupBy(checks, (one) => one.targetId);
    const latestOf = new Map(results.map((one) => [one.targetId, one]));
    return {
      site,
      targets: targets.map((target) => ({
        target,
        checks: checksOf.get(target.id) ?? [],
        latest: latestOf.get(target.id),
      })),
    };
  });
}
