import type { Fragment, Sql } from "../db/pool.ts";
import { given } from "./given.ts";
import { type FewDriver, leftOf, type SiteDriver, withDriven } from "./site-driver.ts";
import { checkConditions, joinSite, joinWorst, needsChecks, ownConditions, type SiteFilter } from "./site-filter.ts";
import { type SiteRow, type StoredSiteRow, siteRow, siteRows } from "./site-rows.ts";

/** Sites that a page goes through at most, and of those the ones whose checks are looked at: a page is cut short there. */
const walkedMax = 10_000;
const judgedMax = 3_000;

export interface NamePage {
  readonly filter: SiteFilter;
  readonly driver: SiteDriver;
  /** The domain that ends the page before; empty for the first page. */
  readonly after: string;
  readonly limit: number;
}

/** Sites by domain, and the domain after which others may follow; undefined where no other can. */
export interface NamesFound {
  readonly rows: readonly SiteRow[];
  readonly next: string | undefined;
  /** How many there are on all pages, where that is known without another look. */
  readonly count: number | undefined;
}

/**
 * A page of sites by domain; undefined where the driver stands for too many sites. A page that has looked at so many sites
 * that it is cut short may even be empty.
 */
export async function findByName(sql: Sql, page: NamePage): Promise<NamesFound | undefined> {
  const { driver, limit } = page;
  const looked = await (driver === "walk" ? walk(sql, page) : pick(sql, page, driver));
  if (looked === undefined) return undefined;
  const { found, end, count } = looked;
  const rows = found.slice(0, limit);
  return { rows, next: found.length > limit ? rows.at(-1)?.domain : end, count };
}

/** How many sites match, at most `max`; not all were looked at where `isWhole` is false, as where the driver stands for too many. */
export async function countMatches(
  sql: Sql,
  { filter, driver, max }: Pick<NamePage, "filter" | "driver"> & { readonly max: number },
): Promise<{ readonly count: number; readonly isWhole: boolean }> {
  if (driver !== "walk") {
    const [row] = await sql<[{ count: number; isWhole: boolean }]>`
      with ${withDriven(sql, driver)}
      select (select count(*)::int from (${picked(sql, filter, driver)} limit ${max}) as counted) as count, not is_over as "isWhole"
      from driven_bound`;
    return row;
  }
  const all = { filter, after: "" };
  const [row] = await sql<[{ count: number; isCut: boolean }]>`
    with matching as materialized (
      select count(*)::int as count
      from (select from ${judged(sql, all)} ${needsChecks(filter) ? joinWorst(sql, sql`site.id`) : sql``} where ${checkConditions(sql, filter)} limit ${max}) as counted
    )
    select count, case when count < ${max} then ${ends(sql, all)} is not null else false end as "isCut"
    from matching`;
  return { count: row.count, isWhole: !row.isCut };
}

interface Found {
  readonly found: readonly SiteRow[];
  /** Where a walk that found too few was cut short. */
  readonly end?: string | undefined;
  readonly count?: number | undefined;
}

/** A row of a page, or the last one, which is no site and says what there is to know of the page. */
type PagedRow = StoredSiteRow & { readonly isEnd: boolean; readonly end?: string | null; readonly count?: number };

/** The end is looked for only where the page is not full. */
async function walk(sql: Sql, { filter, after, limit }: NamePage): Promise<Found> {
  const { columns, joins } = siteRows(sql, sql`page.id`);
  const rows = await sql<PagedRow[]>`
    with page as materialized (
      select site.id, site.domain
      from ${judged(sql, { filter, after })}
      ${needsChecks(filter) ? joinWorst(sql, sql`site.id`) : sql``}
      where ${checkConditions(sql, filter)}
      order by site.domain
      limit ${limit + 1}
    )
    select ${columns}, false as "isEnd", null as "end"
    from page
    ${joins}
    union all
    select
      0, '', 0, 0, 0, null, null, null, true,
      case when (select count(*) from page) <= ${limit} then ${ends(sql, { filter, after })} end
    order by "isEnd", domain`;
  return { found: rowsOf(rows), end: rows.at(-1)?.end ?? undefined };
}

/** Undefined for too many. */
async function pick(sql: Sql, { filter, after, limit }: NamePage, driver: FewDriver): Promise<Found | undefined> {
  const { columns, joins } = siteRows(sql, sql`page.id`);
  const rows = await sql<PagedRow[]>`
    with ${withDriven(sql, driver)},
    matching as materialized (${picked(sql, filter, driver)}),
    page as materialized (
      select id, domain
      from matching
      where domain > ${after}
      order by domain
      limit ${limit + 1}
    )
    select ${columns}, false as "isEnd", null as count
    from page
    ${joins}
    union all
    select 0, '', 0, 0, 0, null, null, null, true, (select count(*)::int from matching)
    from driven_bound
    where not is_over
    order by "isEnd", domain`;
  const count = rows.at(-1)?.count;
  return count === undefined ? undefined : { found: rowsOf(rows), count };
}

function rowsOf(rows: readonly PagedRow[]): SiteRow[] {
  return rows.filter((one) => !one.isEnd).map(siteRow);
}

/** Every site that matches, of those that are `driven`. */
export function picked(sql: Sql, filter: SiteFilter, driver: FewDriver): Fragment {
  const left = leftOf(filter, driver);
  return sql`
    select worst.site_id as id, worst.domain, worst.severity, worst.since_at, worst.check_id
    from driven
    ${joinWorst(sql, sql`driven.site_id`)}
    ${joinSite(sql, left)}
    where ${ownConditions(sql, left)}
      and ${checkConditions(sql, left)}`;
}

type Walk = Pick<NamePage, "filter" | "after">;

/** Where a walk is cut short; null where it goes through to the last site. */
function ends(sql: Sql, { filter, after }: Walk): Fragment {
  const judgedEnd = sql`(select domain from ${judged(sql, { filter, after })} order by domain offset ${judgedMax - 1} limit 1)`;
  const walkedEnd = sql`(select domain from ${walked(sql, { filter, after })} order by domain offset ${walkedMax - 1} limit 1)`;
  return needsChecks(filter) ? sql`coalesce(${judgedEnd}, ${walkedEnd})` : walkedEnd;
}

/** Sites whose checks are worth a look, in order. Those walked have the label. */
function judged(sql: Sql, { filter, after }: Walk): Fragment {
  const limit = needsChecks(filter) ? sql`limit ${judgedMax}` : sql``;
  return sql`(
      select id, domain
      from ${walked(sql, { filter, after })}
      where ${ownConditions(sql, { ...filter, label: undefined })}
      order by domain
      ${limit}
    ) as site`;
}

/** Sites in order: those of the label where one is asked for. */
function walked(sql: Sql, { filter, after }: Walk): Fragment {
  const { label, words } = filter;
  if (label === undefined) {
    return sql`(
        select id, domain, search_text
        from site
        where domain > ${given(sql, sql`${after}::text`)}
        order by domain
        limit ${walkedMax}
      ) as site`;
  }
  const text = sql`cross join lateral (select search_text from site where id = site_label.site_id offset 0) as one`;
  return sql`(
      select site_id as id, site_label.domain ${words.length === 0 ? sql`` : sql`, one.search_text`}
      from site_label
      ${words.length === 0 ? sql`` : text}
      where name = ${label.name}
        and value = ${label.value}
        and site_label.domain > ${given(sql, sql`${after}::text`)}
      order by site_label.domain
      limit ${walkedMax}
    ) as site`;
}
