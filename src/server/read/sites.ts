import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { chooseDriver, type SiteDriver } from "../../store/site-driver.ts";
import { needsChecks, type SiteFilter } from "../../store/site-filter.ts";
import { findLabel } from "../../store/site-labels.ts";
import { listSites, type SiteRow } from "../../store/site-rows.ts";
import { countMatches, findByName } from "../../store/sites-by-name.ts";
import { countTroubled, findByTrouble, type TroublePlace } from "../../store/sites-by-trouble.ts";

/** Orders of a list of sites: by domain, or the gravest and then the latest to change first and those that are ok last. */
export const siteOrders = ["name", "worst"] as const;
export type SiteOrder = (typeof siteOrders)[number];

/** Matches are counted up to this. */
export const matchesCountedMax = 1000;

/** Where a list goes on: after a domain, or after the site whose gravest check stands at that place. */
export type SitesPlace = { readonly domain: string } | TroublePlace;

export interface SitesWanted {
  readonly filter: Omit<SiteFilter, "label">;
  /** `name:value`; undefined for any. */
  readonly label: string | undefined;
  readonly order: SiteOrder;
  /** Undefined for the first page. */
  readonly after: SitesPlace | undefined;
  readonly limit: number;
}

export interface SitesRead {
  readonly rows: readonly SiteRow[];
  /** Undefined on the last page. A page with less than its rows, or none, may still have a next one. */
  readonly next: SitesPlace | undefined;
  readonly matches: Matches;
}

/** How many sites match: exactly so many, or more than that. */
export interface Matches {
  readonly count: number;
  readonly isExact: boolean;
}

/** A page of sites and how many match, in eight queries at most; none reads more than a few thousand rows. */
export async function readSites(db: Database, wanted: SitesWanted): Promise<SitesRead> {
  return await db.run(async (sql) => {
    const label = wanted.label === undefined ? undefined : await findLabel(sql, wanted.label);
    const filter = { ...wanted.filter, label };
    const driver = isAll(filter) ? "walk" : await chooseDriver(sql, filter);
    const page = { ...wanted, filter };
    const [found, matches] = await Promise.all([findPage(sql, page, driver), countAll(sql, filter, driver)]);
    return { rows: await listSites(sql, found.ids), next: found.next, matches };
  });
}

function isAll(filter: SiteFilter): boolean {
  return !needsChecks(filter) && filter.words.length === 0 && filter.label === undefined;
}

interface PageFound {
  readonly ids: readonly number[];
  readonly next: SitesPlace | undefined;
}

interface PageWanted extends Pick<SitesWanted, "order" | "after" | "limit"> {
  readonly filter: SiteFilter;
}

async function findPage(sql: Sql, wanted: PageWanted, driver: SiteDriver): Promise<PageFound> {
  const { filter, order, after, limit } = wanted;
  const isByName = order === "name" || filter.severity === "ok" || (after !== undefined && "domain" in after);
  if (isByName) {
    const oks = order === "name" ? filter : { ...filter, severity: "ok" as const };
    return await namedPage(sql, { filter: oks, driver, after: domainOf(after), limit });
  }
  const place = after !== undefined && "checkId" in after ? after : undefined;
  const troubled = await findByTrouble(sql, { filter, driver, after: place, limit });
  if (troubled.next !== undefined || filter.severity !== undefined || filter.reason !== undefined) return troubled;
  const left = limit - troubled.ids.length;
  if (left === 0) return { ids: troubled.ids, next: troubled.last };
  const page = { filter: { ...filter, severity: "ok" as const }, driver, after: "", limit: left };
  const oks = await namedPage(sql, page);
  return { ids: [...troubled.ids, ...oks.ids], next: oks.next };
}

async function namedPage(sql: Sql, page: Parameters<typeof findByName>[1]): Promise<PageFound> {
  const { sites, next } = await findByName(sql, page);
  return { ids: sites.map((one) => one.id), next: next === undefined ? undefined : { domain: next } };
}

function domainOf(after: SitesPlace | undefined): string {
  return after !== undefined && "domain" in after ? after.domain : "";
}

async function countAll(sql: Sql, filter: SiteFilter, driver: SiteDriver): Promise<Matches> {
  const wanted = { filter, driver, max: matchesCountedMax + 1 };
  const isTrouble = filter.reason !== undefined || (filter.severity !== undefined && filter.severity !== "ok");
  const { count, isWhole } = await (driver === "walk" && isTrouble ? countTroubled : countMatches)(sql, wanted);
  if (count > matchesCountedMax) return { count: matchesCountedMax, isExact: false };
  return { count, isExact: isWhole };
}
