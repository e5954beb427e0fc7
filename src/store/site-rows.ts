import { type Severity, severityOfRank } from "../base/severity.ts";
import { type Reason, reasonOfCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";
import type { SiteKey } from "./sites.ts";

/** A site in a list, with the gravest of its checks. */
export interface SiteRow {
  readonly id: number;
  readonly domain: string;
  readonly severity: Severity;
  readonly checks: number;
  readonly checksNotOk: number;
  /** The gravest check that is not ok, the latest to change among equals; undefined when every check is ok. */
  readonly worst?: { readonly reason: Reason; readonly message: string; readonly sinceAt: Date };
}

/**
 * Those sites, in that order; one that is gone is left out. Looks at the checks of these sites only. The worst check is an
 * aggregate behind `offset 0`: on fresh tables without statistics PostgreSQL would else read every check for each row.
 */
export async function listSites(sql: Sql, ids: readonly number[]): Promise<SiteRow[]> {
  const rows = await sql<StoredSiteRow[]>`
    select
      page.id, page.domain, state.checks, state.not_ok as "checksNotOk", coalesce(worst.severity, 0) as severity,
      worst.reason, worst.message, worst.since_at as "sinceAt"
    from unnest(${[...ids]}::int[]) with ordinality as wanted (id, place)
    cross join lateral (select id, domain from site where id = wanted.id offset 0) as page
    cross join lateral (
      select
        count(*)::int as checks,
        (count(*) filter (where severity > 0))::int as not_ok,
        (array_agg(one.id order by severity desc, since_at desc, one.id desc) filter (where severity > 0))[1] as worst_id
      from target
      cross join lateral (
        select id, severity, since_at
        from check_state
        where target_id = target.id
        offset 0
      ) one
      where target.site_id = page.id
    ) state
    left join lateral (
      select severity, reason, message, since_at
      from check_state
      where id = state.worst_id
      offset 0
    ) as worst on true
    order by wanted.place`;
  return rows.map(siteRow);
}

/** A site of the configuration; undefined for an id that is not there. */
export async function findSite(sql: Sql, id: number): Promise<SiteKey | undefined> {
  const [row] = await sql<SiteKey[]>`
    select id, domain, labels, defined_at as "definedAt"
    from site
    where id = ${id}`;
  return row;
}

interface StoredSiteRow {
  readonly id: number;
  readonly domain: string;
  readonly severity: number;
  readonly checks: number;
  readonly checksNotOk: number;
  readonly reason: number | null;
  readonly message: string | null;
  readonly sinceAt: Date | null;
}

function siteRow({ reason, message, sinceAt, ...row }: StoredSiteRow): SiteRow {
  const site = { ...row, severity: row.checks === 0 ? "unknown" : severityOfRank(row.severity) } as const;
  if (reason === null || message === null || sinceAt === null) return site;
  return { ...site, worst: { reason: reasonOfCode(reason), message, sinceAt } };
}
