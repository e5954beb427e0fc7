import type { Sql } from "../db/pool.ts";
import { givenIds } from "./given.ts";
import type { HeldTarget } from "./roll-up-progress.ts";

/** A target whose availability is asked for. */
export interface TargetToAccount extends HeldTarget {
  readonly domain: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Now, by the database's clock. */
  readonly now: Date;
  /** From when on its results are not rolled up yet: a whole hour. */
  readonly liveAt: Date;
}

/**
 * What must be known of targets to tell how available they were; one without a task is as one that is checked in time. Where rolling up is
 * further behind than `liveHoursMax`, the hours between are left out for now: a page does not read days of results.
 */
export async function listTargetsToAccount(
  sql: Sql,
  targetIds: readonly number[],
  liveHoursMax: number,
): Promise<TargetToAccount[]> {
  return await sql<TargetToAccount[]>`
    select
      target.id as "targetId", site.domain, site.labels, now() as now,
      extract(epoch from silence_limit(target.interval_seconds, coalesce(task.lease_seconds, 45)))::int as "holdSeconds",
      greatest(
        case when progress.after_target >= target.id then progress.hour + interval '1 hour' else progress.hour end,
        date_trunc('hour', now()) - make_interval(hours => ${liveHoursMax}::int)
      ) as "liveAt"
    from target
    left join task on task.target_id = target.id
    join site on site.id = target.site_id
    left join rollup_progress progress on true
    where target.id = any(${givenIds(sql, targetIds)})
    order by target.id`;
}
