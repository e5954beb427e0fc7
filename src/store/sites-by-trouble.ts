import { type Severity, severityOfRank, severityRank } from "../base/severity.ts";
import type { Fragment, Sql } from "../db/pool.ts";
import type { SiteDriver } from "./site-driver.ts";
import { checkConditions, ownConditions, type SiteFilter } from "./site-filter.ts";
import { picked } from "./sites-by-name.ts";

/** Checks that a page goes through at most: a page is cut short there. */
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
  readonly ids: readonly number[];
  /** Where the last of them stands; undefined for none. */
  readonly last: TroublePlace | undefined;
  readonly next: TroublePlace | undefined;
  /** How many sites match on all pages, also those that are ok, where that is known without another look. */
  readonly count: number | undefined;
}

interface PlacedSite {
  readonly id: number;
  readonly severity: number;
  readonly sinceText: string;
  readonly checkId: number;
}

/**
 * A page of sites of which a check is not ok: by their gravest check, and among equals by the latest to change. A site
 * stands where its gravest check stands in `check_state_worst`, so it is there once.
 */
export async function findByTrouble(sql: Sql, page: TroublePage): Promise<TroubleFound> {
  const { driver, limit } = page;
  const { found, end, count } = await (driver === "walk" ? walk(sql, page) : pick(sql, page, driver));
  const rows = found.slice(0, limit);
  const ids = rows.map((one) => one.id);
  const last = placeOf(rows.at(-1));
  return { ids, last, next: found.length > limit ? last : placeOf(end), count };
}

interface Found {
  readonly found: readonly PlacedSite[];
  /** The check at which a walk that found too few was cut short. */
  readonly end?: PlacedSite | undefined;
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
  const rows = await sql<(PlacedSite & { readonly isEnd: boolean })[]>`
    with page as materialized (${troubled(sql, page)})
    select id, severity, since_at, since_at::text as "sinceText", "checkId", false as "isEnd"
    from page
    union all
    select ends.id, ends.severity, ends.since_at, ends.since_at::text, ends."checkId", true
    from (${endOfWalk(sql, page)}) as ends
    where (select count(*) from page) <= ${limit}
    order by "isEnd", severity desc, since_at desc, "checkId" desc`;
  return { found: rows.filter((one) => !one.isEnd), end: rows.find((one) => one.isEnd) };
}

function troubled(sql: Sql, page: TroublePage): Fragment {
  const { filter, limit } = page;
  return sql`
    select site.id, worst.severity, worst.since_at, worst.id as "checkId"
    from (${walked(sql, page)}) as worst
    cross join lateral (select site_id from target where id = worst.target_id offset 0) as one
    cross join lateral (
      select id, labels, search_text
      from site
      where id = one.site_id
      offset 0
    ) as site
    where ${ownConditions(sql, filter)}
      and not exists (
        select from target
        cross join lateral (
          select severity, since_at, id
          from check_state
          where target_id = target.id
            and severity > 0
          offset 0
        ) as graver
        where target.site_id = site.id
          and (graver.severity, graver.since_at, graver.id) > (worst.severity, worst.since_at, worst.id)
      )
      and ${checkConditions(sql, { ...filter, severity: undefined })}
    order by worst.severity desc, worst.since_at desc, worst.id desc
    limit ${limit + 1}`;
}

/** The last row says how many there are, in place of a check. */
async function pick(sql: Sql, page: TroublePage, driver: Exclude<SiteDriver, "walk">): Promise<Found> {
  const { filter, after, limit } = page;
  const rows = await sql<(PlacedSite & { readonly isEnd: boolean })[]>`
    with matching as materialized (${picked(sql, filter, driver)}),
    page as (
      select matching.id, worst.severity, worst.since_at, worst.id as check_id
      from matching
      cross join lateral (${gravestCheck(sql)}) as worst
      where ${afterPlace(sql, after)}
      order by worst.severity desc, worst.since_at desc, worst.id desc
      limit ${limit + 1}
    )
    select id, severity, since_at, since_at::text as "sinceText", check_id as "checkId", false as "isEnd"
    from page
    union all
    select 0, 0, null, '', (select count(*)::int from matching), true
    order by "isEnd", severity desc, since_at desc, "checkId" desc`;
  return { found: rows.filter((one) => !one.isEnd), count: rows.at(-1)?.checkId };
}

/** Of the targets of a row of `matching`. */
function gravestCheck(sql: Sql): Fragment {
  return sql`
        select trouble.severity, trouble.since_at, trouble.id
        from target
        cross join lateral (
          select severity, since_at, id
          from check_state
          where target_id = target.id
            and severity > 0
          offset 0
        ) as trouble
        where target.site_id = matching.id
        order by trouble.severity desc, trouble.since_at desc, trouble.id desc
        limit 1`;
}

function endOfWalk(sql: Sql, page: TroublePage): Fragment {
  return sql`
    select worst.target_id as id, worst.severity, worst.since_at, worst.id as "checkId"
    from (${walked(sql, page)}) as worst
    order by worst.severity desc, worst.since_at desc, worst.id desc
    offset ${walkedMax - 1}
    limit 1`;
}

/** Checks that are not ok, the gravest first, from `check_state_worst`. */
function walked(sql: Sql, { filter, after }: TroublePage): Fragment {
  const { severity } = filter;
  const isOne = severity !== undefined && severity !== "not-ok";
  return sql`
      select id, target_id, severity, since_at
      from check_state as worst
      where severity > 0
        ${isOne ? sql`and severity = ${severityRank(severity)}` : sql``}
        and ${afterPlace(sql, after)}
      order by severity desc, since_at desc, id desc
      limit ${walkedMax}`;
}

function afterPlace(sql: Sql, after: TroublePlace | undefined): Fragment {
  if (after === undefined) return sql`true`;
  return sql`(worst.severity, worst.since_at, worst.id) < (
        ${severityRank(after.severity)}::smallint, ${after.sinceText}::text::timestamptz, ${after.checkId}::int
      )`;
}

function placeOf(row: PlacedSite | undefined): TroublePlace | undefined {
  if (row === undefined) return undefined;
  const { severity, sinceText, checkId } = row;
  return { severity: severityOfRank(severity), sinceText, checkId };
}
