import { type Severity, severityOfRank, severityRank } from "../base/severity.ts";
import type { Fragment, Sql } from "../db/pool.ts";
import { type FewDriver, type SiteDriver, withDriven } from "./site-driver.ts";
import { atSeverity, checkConditions, joinSite, ownConditions, type SiteFilter } from "./site-filter.ts";
import { type SiteRow, type StoredSiteRow, siteRow, siteRows } from "./site-rows.ts";
import { picked } from "./sites-by-name.ts";

/** Sites that a page goes through at most: a page is cut short there. */
const walkedMax = 2000;

/** Where a list of sites by their gravest check goes on: after the site whose gravest check this is. */
export interface TroublePlace {
  readonly severity: Severity;
  /** Since when, to the microsecond. */
  readonly sinceText: string;
  readonly checkId: number;
}

export interface TroublePage {
  readonly filter: SiteFilter;
  readonly driver: SiteDriver;
  /** Undefined for the first page. */
  readonly after: TroublePlace | undefined;
  readonly limit: number;
}

/** Sites with something wrong, and where the list goes on; undefined where no other such site can follow. */
export interface TroubleFound {
  readonly rows: readonly SiteRow[];
  /** Where the last of them stands; undefined for none. */
  readonly last: TroublePlace | undefined;
  readonly next: TroublePlace | undefined;
  /** How many sites match on all pages, also those that are ok, where that is known without another look. */
  readonly count: number | undefined;
}

/** A row of a page with the place of its gravest check, or the last one, which is no site: where a walk ends, or how many match. */
interface PlacedRow extends StoredSiteRow {
  readonly worstSeverity: number;
  readonly sinceText: string;
  readonly checkId: number;
  readonly isEnd: boolean;
  readonly count?: number;
}

/**
 * A page of sites of which a check is not ok: by their gravest check, and among equals by the latest to change. Undefined
 * where the driver stands for too many sites.
 */
export async function findByTrouble(sql: Sql, page: TroublePage): Promise<TroubleFound | undefined> {
  const { driver, limit } = page;
  const looked = await (driver === "walk" ? walk(sql, page) : pick(sql, page, driver));
  if (looked === undefined) return undefined;
  const { found, end, count } = looked;
  const shown = found.slice(0, limit);
  const last = placeOf(shown.at(-1));
  return { rows: shown.map(siteRow), last, next: found.length > limit ? last : placeOf(end), count };
}

interface Found {
  readonly found: readonly PlacedRow[];
  /** Where a walk that found too few was cut short. */
  readonly end?: PlacedRow | undefined;
  readonly count?: number | undefined;
}

/** How many such sites match, at most `max`, by a walk; not all were looked at where `isWhole` is false. */
export async function countTroubled(
  sql: Sql,
  { filter, max }: { readonly filter: SiteFilter; readonly max: number },
): Promise<{ readonly count: number; readonly isWhole: boolean }> {
  const page = { filter, driver: "walk", after: undefined, limit: max - 1 } as const;
  const [row] = await sql<[{ count: number; isCut: boolean }]>`
    with matching as materialized (
      select count(*)::int as count from (${troubled(sql, page)}) as counted
    )
    select count, case when count < ${max} then exists (${endOfWalk(sql, page)}) else false end as "isCut"
    from matching`;
  return { count: row.count, isWhole: !row.isCut };
}

/** The end is looked for only where the page is not full. */
async function walk(sql: Sql, page: TroublePage): Promise<Found> {
  const { limit } = page;
  const rows = await sql<PlacedRow[]>`
    with page as materialized (${troubled(sql, page)})
    ${pageRows(sql)}
    union all
    select
      ends.id, '', 0, 0, 0, null, null, null, ends.severity, ends.since_at, ends.since_at::text, ends.check_id, true,
      null
    from (${endOfWalk(sql, page)}) as ends
    where (select count(*) from page) <= ${limit}
    order by "isEnd", "worstSeverity" desc, worst_since_at desc, "checkId" desc`;
  return { found: rows.filter((one) => !one.isEnd), end: rows.find((one) => one.isEnd) };
}

/** The rows of `page`. */
function pageRows(sql: Sql): Fragment {
  const { columns, joins } = siteRows(sql, sql`page.id`);
  return sql`
    select
      ${columns}, page.severity as "worstSeverity", page.since_at as worst_since_at, page.since_at::text as "sinceText",
      page.check_id as "checkId", false as "isEnd", null::int as count
    from page
    ${joins}`;
}

function troubled(sql: Sql, page: TroublePage): Fragment {
  const { filter, limit } = page;
  return sql`
    select worst.site_id as id, worst.severity, worst.since_at, worst.check_id
    from (${walked(sql, page)}) as worst
    ${joinSite(sql, filter)}
    where ${ownConditions(sql, filter)}
      and ${checkConditions(sql, { ...filter, severity: undefined })}
    order by worst.severity desc, worst.since_at desc, worst.check_id desc
    limit ${limit + 1}`;
}

/** Undefined for too many. */
async function pick(sql: Sql, page: TroublePage, driver: FewDriver): Promise<Found | undefined> {
  const { filter, after, limit } = page;
  const rows = await sql<PlacedRow[]>`
    with ${withDriven(sql, driver)},
    matching as materialized (${picked(sql, filter, driver)}),
    page as materialized (
      select id, severity, since_at, check_id
      from matching as worst
      where severity > 0
        and ${afterPlace(sql, after)}
      order by severity desc, since_at desc, check_id desc
      limit ${limit + 1}
    )
    ${pageRows(sql)}
    union all
    select 0, '', 0, 0, 0, null, null, null, 0, null, '', 0, true, (select count(*)::int from matching)
    from driven_bound
    where not is_over
    order by "isEnd", "worstSeverity" desc, worst_since_at desc, "checkId" desc`;
  const count = rows.at(-1)?.count;
  return count === undefined ? undefined : { found: rows.filter((one) => !one.isEnd), count };
}

function endOfWalk(sql: Sql, page: TroublePage): Fragment {
  return sql`
    select worst.site_id as id, worst.severity, worst.since_at, worst.check_id
    from (${walked(sql, page)}) as worst
    order by worst.severity desc, worst.since_at desc, worst.check_id desc
    offset ${walkedMax - 1}
    limit 1`;
}

/** Sites that are not ok, the gravest first, from `site_worst_gravest`. */
function walked(sql: Sql, { filter, after }: TroublePage): Fragment {
  return sql`
      select site_id, severity, since_at, check_id
      from site_worst as worst
      where severity > 0
        and ${atSeverity(sql, filter.severity ?? "not-ok")}
        and ${afterPlace(sql, after)}
      order by severity desc, since_at desc, check_id desc
      limit ${walkedMax}`;
}

function afterPlace(sql: Sql, after: TroublePlace | undefined): Fragment {
  if (after === undefined) return sql`true`;
  return sql`(worst.severity, worst.since_at, worst.check_id) < (
        ${severityRank(after.severity)}::smallint, ${after.sinceText}::text::timestamptz, ${after.checkId}::int
      )`;
}

function placeOf(row: PlacedRow | undefined): TroublePlace | undefined {
  if (row === undefined) return undefined;
  const { worstSeverity, sinceText, checkId } = row;
  return { severity: severityOfRank(worstSeverity), sinceText, checkId };
}
