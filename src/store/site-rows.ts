import { type Severity, severityOfRank } from "../base/severity.ts";
import { type Reason, reasonOfCode } from "../checks/reason.ts";
import type { Fragment, Sql } from "../db/pool.ts";
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
 * Columns and joins that make a row with the id of a site a row of a list. They look at the checks of these sites only: the
 * worst one is an aggregate behind `offset 0`, as on fresh tables without statistics PostgreSQL would else read every check
 * for each row.
 */
export function siteRows(sql: Sql, id: Fragment): { readonly columns: Fragment; readonly joins: Fragment } {
  const columns = sql`
      site_of_row.id, site_of_row.domain, checks_of_row.checks, checks_of_row.not_ok as "checksNotOk",
      coalesce(worst_of_row.severity, 0) as severity, worst_of_row.reason, worst_of_row.message,
      worst_of_row.since_at as "sinceAt"`;
  const joins = sql`
    cross join lateral (select id, domain from site where id = ${id} offset 0) as site_of_row
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
      where target.site_id = site_of_row.id
    ) as checks_of_row
    left join lateral (
      select severity, reason, message, since_at
      from check_state
      where id = checks_of_row.worst_id
      offset 0
    ) as worst_of_row on true`;
  return { columns, joins };
}

/** A site of the configuration; undefined for an id that is not there. */
export async function findSite(sql: Sql, id: number): Promise<SiteKey | undefined> {
  const [row] = await sql<SiteKey[]>`
    select id, domain, labels, defined_at as "definedAt"
    from site
    where id = ${id}`;
  return row;
}

/** A row that `siteRows` made. */
export interface StoredSiteRow {
  readonly id: number;
  readonly domain: string;
  readonly severity: number;
  readonly checks: number;
  readonly checksNotOk: number;
  readonly reason: number | null;
  readonly message: string | null;
  readonly sinceAt: Date | null;
}

/** What a row of a list stands for, without any other columns that it has. */
export function siteRow({ id, domain, checks, checksNotOk, ...row }: StoredSiteRow): SiteRow {
  const { reason, message, sinceAt } = row;
  const severity = checks === 0 ? "unknown" : severityOfRank(row.severity);
  const site = { id, domain, severity, checks, checksNotOk } as const;
  if (reason === null || message === null || sinceAt === null) return site;
  return { ...site, worst: { reason: reasonOfCode(reason), message, sinceAt } };
}
