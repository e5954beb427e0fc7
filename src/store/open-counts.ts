import { type Severity, severityOfRank } from "../base/severity.ts";
import type { Sql } from "../db/pool.ts";

/** Open incidents and open causes are each counted up to so many. */
export const openCountMax = 10_000;

/** Open incidents by what they are now, of the `openCountMax` gravest. Reads `incident_worst` alone. */
export async function countIncidentsBySeverity(sql: Sql): Promise<Record<Severity, number>> {
  const rows = await sql<{ severity: number; n: number }[]>`
    select severity, count(*)::int as n
    from (
      select severity
      from incident
      where closed_at is null
      order by severity desc, opened_at desc, id desc
      limit ${openCountMax}
    ) open
    group by severity`;
  const counts = { ok: 0, unknown: 0, warning: 0, critical: 0 };
  for (const row of rows) counts[severityOfRank(row.severity)] = row.n;
  return counts;
}

/** Open causes, up to `openCountMax`, through `cause_open`. */
export async function countOpenCauses(sql: Sql): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n
    from (
      select
      from cause
      where closed_at is null
      order by open_incidents desc, id desc
      limit ${openCountMax}
    ) open`;
  return row?.n ?? 0;
}
