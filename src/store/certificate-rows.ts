import type { Fragment, Sql } from "../db/pool.ts";
import { driversOf, type SiteDriver, withDriven } from "./site-driver.ts";
import { ownConditions } from "./site-filter.ts";

/** Certificates that a page goes through at most: a page is cut short there. */
const walkedMax = 2_000;

/** A certificate in a list, with the target that shows it. */
export interface CertificateRow {
  readonly targetId: number;
  readonly siteId: number;
  readonly domain: string;
  readonly url: string;
  /** Empty for one that is signed by itself. */
  readonly issuer: string;
  readonly subject: string;
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly firstSeenAt: Date;
  /** Null for one that was not renewed since it is watched. */
  readonly renewedAt: Date | null;
  /** `notAfter` as the database writes it: a page continues exactly there. */
  readonly notAfterText: string;
}

/** Where a list of certificates goes on. */
export type CertificatePlace = Pick<CertificateRow, "notAfterText" | "targetId">;

export interface CertificatePage {
  /** Folded words, each of which stands in the site's search text. */
  readonly words: readonly string[];
  /** Exactly this one, empty for those signed by themselves; undefined for any. */
  readonly issuer?: string | undefined;
  /** Those that have expired or end so many days from today, today being the first; 0 for those that have expired. */
  readonly withinDays?: number | undefined;
  readonly after?: CertificatePlace | undefined;
  readonly limit: number;
}

export interface CertificatesFound {
  readonly rows: readonly CertificateRow[];
  /** Undefined on the last page. */
  readonly next: CertificatePlace | undefined;
}

/**
 * Certificates, the first to expire first, in two queries at most. With a search a page may be cut short, even empty, and
 * still have a next one.
 */
export async function listCertificates(sql: Sql, page: CertificatePage): Promise<CertificatesFound> {
  const { words, limit } = page;
  const [driver] = driversOf({ words });
  const few = driver === undefined ? undefined : await find(sql, page, driver);
  const found = few === undefined || few.some((one) => one.isEnd) ? await find(sql, page, "walk") : few;
  const rows = found.filter((one) => !one.isEnd).map(({ isEnd: _, ...row }) => row);
  const shown = rows.slice(0, limit);
  return { rows: shown, next: placeOf(rows.length > limit ? shown.at(-1) : found.find((one) => one.isEnd)) };
}

/** A row more than the page has, and where it is not full the end of a walk that was cut short, or of a driver that gives too many. */
async function find(sql: Sql, page: CertificatePage, driver: SiteDriver) {
  const { limit } = page;
  return await sql<(CertificateRow & { readonly isEnd: boolean })[]>`
    with ${driver === "walk" ? sql`` : sql`${withDriven(sql, driver)},`}
    page as materialized (${driver === "walk" ? walked(sql, page) : picked(sql, page)})
    select
      page.target_id as "targetId", target.site_id as "siteId", site.domain, target.url, issuer, subject, fingerprint,
      not_before as "notBefore", not_after as "notAfter", first_seen_at as "firstSeenAt", renewed_at as "renewedAt",
      not_after::text as "notAfterText", false as "isEnd"
    from page
    cross join lateral (select site_id, url from target where id = page.target_id offset 0) as target
    cross join lateral (select domain from site where id = target.site_id offset 0) as site
    union all
    select
      ends.target_id, 0, '', '', '', '', '', ends.not_after, ends.not_after, ends.not_after, null, ends.not_after::text, true
    from (${driver === "walk" ? endOfWalk(sql, page) : sql`select 0 as target_id, now() as not_after from driven_bound where is_over`}) as ends
    where (select count(*) from page) <= ${limit}
    order by "isEnd", "notAfter", "targetId"`;
}

/** Names every column of the page, which lies behind both ways to it. */
const columns = (sql: Sql) =>
  sql`certificate.target_id, issuer, subject, fingerprint, not_before, not_after, first_seen_at, renewed_at`;

function walked(sql: Sql, page: CertificatePage): Fragment {
  const { words, limit } = page;
  return sql`
    select ${columns(sql)}
    from (${inOrder(sql, page)}) as certificate
    cross join lateral (select site_id from target where id = certificate.target_id offset 0) as target
    cross join lateral (select search_text from site where id = target.site_id offset 0) as site
    where ${ownConditions(sql, { words })}
    order by not_after, target_id
    limit ${limit + 1}`;
}

function inOrder(sql: Sql, page: CertificatePage): Fragment {
  return sql`
      select target_id, issuer, subject, fingerprint, not_before, not_after, first_seen_at, renewed_at
      from certificate
      where ${conditions(sql, page)}
      order by not_after, target_id
      limit ${walkedMax}`;
}

function endOfWalk(sql: Sql, page: CertificatePage): Fragment {
  return sql`
      select target_id, not_after
      from (${inOrder(sql, page)}) as walked
      order by not_after, target_id
      offset ${walkedMax - 1}
      limit 1`;
}

/** Through the few sites that have the words. */
function picked(sql: Sql, page: CertificatePage): Fragment {
  const { words, limit } = page;
  return sql`
    select ${columns(sql)}
    from driven
    cross join lateral (select id, search_text from site where id = driven.site_id offset 0) as site
    cross join lateral (select id from target where site_id = site.id offset 0) as target
    cross join lateral (
      select target_id, issuer, subject, fingerprint, not_before, not_after, first_seen_at, renewed_at
      from certificate
      where target_id = target.id
      offset 0
    ) as certificate
    where ${ownConditions(sql, { words })}
      and ${conditions(sql, page)}
    order by not_after, target_id
    limit ${limit + 1}`;
}

function conditions(sql: Sql, { issuer, withinDays, after }: CertificatePage): Fragment {
  const issued = issuer === undefined ? sql`` : sql`and certificate.issuer = ${issuer}`;
  const placed =
    after === undefined
      ? sql``
      : sql`and (certificate.not_after, certificate.target_id) > (${after.notAfterText}::text::timestamptz, ${after.targetId}::int)`;
  return sql`true ${issued} ${ending(sql, withinDays)} ${placed}`;
}

function ending(sql: Sql, withinDays: number | undefined): Fragment {
  if (withinDays === undefined) return sql``;
  if (withinDays === 0) return sql`and certificate.not_after < now()`;
  return sql`and certificate.not_after < date_trunc('day', now(), 'UTC') + make_interval(days => ${withinDays}::int)`;
}

function placeOf(row: CertificatePlace | undefined): CertificatePlace | undefined {
  return row === undefined ? undefined : { notAfterText: row.notAfterText, targetId: row.targetId };
}
