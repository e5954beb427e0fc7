import { type Severity, severityOfRank } from "../base/severity.ts";
import { reasonOfCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";
import type { WorstCheck } from "./worst-checks.ts";

/** How many checks of some sites have each severity. Reads the checks of these sites, through indexes. */
export async function countChecksOf(sql: Sql, domains: readonly string[]): Promise<Record<Severity, number>> {
  const rows = await sql<{ severity: number; n: number }[]>`
    select severity, count(*)::int as n
    from unnest(${[...domains]}::text[]) as wanted (domain)
    join site on site.domain = wanted.domain
    join target on target.site_id = site.id
    join check_state on check_state.target_id = target.id
    group by severity`;
  const counts = { ok: 0, unknown: 0, warning: 0, critical: 0 };
  for (const row of rows) counts[severityOfRank(row.severity)] = row.n;
  return counts;
}

/** Those of some sites' checks that are not ok, the gravest and then the latest to change first. */
export async function listWorstChecksOf(
  sql: Sql,
  { domains, limit }: { readonly domains: readonly string[]; readonly limit: number },
): Promise<WorstCheck[]> {
  const rows = await sql<(Omit<WorstCheck, "severity" | "reason"> & Record<"severity" | "reason", number>)[]>`
    select
      check_state.id as "checkId", check_state.key, severity, reason, message, since_at as "sinceAt",
      since_at::text as "sinceText", target.id as "targetId", target.method, target.url, site.id as "siteId", site.domain
    from unnest(${[...domains]}::text[]) as wanted (domain)
    join site on site.domain = wanted.domain
    join target on target.site_id = site.id
    join check_state on check_state.target_id = target.id
    where severity > 0
    order by severity desc, since_at desc, check_state.id desc
    limit ${limit}`;
  return rows.map((row) => ({ ...row, severity: severityOfRank(row.severity), reason: reasonOfCode(row.reason) }));
}
