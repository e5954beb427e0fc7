import { type Severity, severityOfRank } from "../base/severity.ts";
import type { Sql } from "../db/pool.ts";

/** How many sites have which worst check, as of the latest counting. */
export type SiteCounts = Readonly<Record<Severity, number>>;

/** The counts of the latest counting; undefined before the first. */
export async function findSiteCounts(sql: Sql): Promise<SiteCounts | undefined> {
  const rows = await sql<{ severity: number; n: number }[]>`
    select severity, n
    from site_count`;
  if (rows.length === 0) return undefined;
  const counts = { ok: 0, unknown: 0, warning: 0, critical: 0 };
  for (const { severity, n } of rows) counts[severityOfRank(severity)] = n;
  return counts;
}

/** Counts the sites by their worst check. Reads the sites that are not ok and the key of every site. */
export async function countSites(sql: Sql): Promise<void> {
  await sql`
    with counted as (
      select severity, count(*)::int as n
      from site_worst
      where severity > 0
      group by severity
    )
    insert into site_count (severity, n)
    select rank, coalesce(counted.n, 0)
    from generate_series(1, 3) as rank
    left join counted on counted.severity = rank
    union all
    select 0, ((select count(*) from site) - coalesce(sum(counted.n), 0))::int
    from counted
    on conflict (severity) do update
    set n = excluded.n,
        counted_at = now()`;
}
