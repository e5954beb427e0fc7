import { type Severity, severityOfRank, severityRank } from "../base/severity.ts";
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

export interface SitePage {
  /** Part of the domain; empty for all. */
  readonly search: string;
  /** Only sites whose gravest check has this severity. */
  readonly severity?: Severity | undefined;
  /** The domain that ends the page before; empty for the first page. */
  readonly afterDomain: string;
  readonly limit: number;
}

/**
 * Sites by domain. A page walks `site_domain_unique`, and looks at the checks of its own rows only. With a severity other
 * than ok it may start from `check_state_worst` instead; a search walks on until the page is full. The worst check is an
 * aggregate behind `offset 0`: on fresh tables without statistics PostgreSQL would else read every check for each row.
 */
export async function listSites(sql: Sql, page: SitePage): Promise<SiteRow[]> {
  const rows = await sql<StoredSiteRow[]>`
    with page as materialized (
      select id, domain
      from site
      where domain > ${page.afterDomain}
        ${page.search === "" ? sql`` : sql`and strpos(domain, ${page.search.toLowerCase()}) > 0`}
        ${page.severity === undefined ? sql`` : atSeverity(sql, page.severity)}
      order by domain
      limit ${page.limit}
    )
    select
      page.id, page.domain, state.checks, state.not_ok as "checksNotOk", coalesce(worst.severity, 0) as severity,
      worst.reason, worst.message, worst.since_at as "sinceAt"
    from page
    cross join lateral (
      select
        count(*)::int as checks,
        (count(*) filter (where severity > 0))::int as not_ok,
        (array_agg(one.id order by severity desc, since_at desc) filter (where severity > 0))[1] as worst_id
      from target
      cross join lateral (
        select id, severity, since_at
        from check_state
        where target_id = target.id
        offset 0
      ) one
      where target.site_id = page.id
    ) state
    left join check_state worst on worst.id = state.worst_id
    order by page.domain`;
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

/** Sites whose gravest check has exactly that severity. */
function atSeverity(sql: Sql, severity: Severity) {
  const graver = sql`
        and not exists (
          select from target
          join check_state on check_state.target_id = target.id
          where target.site_id = site.id
            and check_state.severity > 0
            and check_state.severity > ${severityRank(severity)}
        )`;
  if (severity === "ok") return graver;
  return sql`
        and exists (
          select from target
          join check_state on check_state.target_id = target.id
          where target.site_id = site.id
            and check_state.severity > 0
            and check_state.severity = ${severityRank(severity)}
        )
        ${graver}`;
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
