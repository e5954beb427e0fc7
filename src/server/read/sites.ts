import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { driversOf, type FewDriver, leftOf, type SiteDriver } from "../../store/site-driver.ts";
import { needsChecks, type SiteFilter } from "../../store/site-filter.ts";
import { findLabel } from "../../store/site-labels.ts";
import type { SiteRow } from "../../store/site-rows.ts";
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

/** A page of sites and how many match, in eight queries at most, usually one; none reads more than a few thousand rows. */
export async function readSites(db: Database, wanted: SitesWanted): Promise<SitesRead> {
  return await db.run(async (sql) => {
    const label = wanted.label === undefined ? undefined : await findLabel(sql, wanted.label);
    const filter = { ...wanted.filter, label };
    const page = { ...wanted, filter };
    const { found, driver, counted } = await findFirst(sql, page);
    const matches = counted ?? knownCount(page, found) ?? (await countAll(sql, filter, driver));
    return { rows: found.rows, next: found.next, matches };
  });
}

function isAll(filter: SiteFilter): boolean {
  return !needsChecks(filter) && filter.words.length === 0 && filter.label === undefined;
}

/** Whether what is wanted stands side by side in the order of the list. */
function isInOrder(filter: SiteFilter, order: SiteOrder): boolean {
  const { severity, ...others } = filter;
  return isAll(filter) || (order === "worst" && severity !== "ok" && isAll(others));
}

interface FoundFirst {
  readonly found: PageFound;
  readonly driver: SiteDriver;
  readonly counted?: Matches | undefined;
}

/** By the first driver that does not stand for too many sites. Where a walk will not tell how many match, they are counted beside it. */
async function findFirst(sql: Sql, page: PageWanted): Promise<FoundFirst> {
  const { filter } = page;
  const inOrder = isInOrder(filter, page.order);
  const drivers = inOrder ? [] : driversOf(filter);
  for (const driver of drivers) {
    const found = await findPage(sql, page, driver);
    if (found !== undefined) return { found, driver };
  }
  const isUntold = inOrder || page.after !== undefined;
  const [found, counted] = await Promise.all([
    findPage(sql, page, "walk"),
    tooManyOf(drivers, filter) ?? (isUntold ? countAll(sql, filter, "walk") : undefined),
  ]);
  if (found === undefined) throw new Error("a walk is never too much");
  return { found, driver: "walk", counted };
}

/** Where one condition is all that is asked: too many for its driver are more than are counted. */
function tooManyOf([driver]: readonly FewDriver[], filter: SiteFilter): Matches | undefined {
  const isCounted = driver !== undefined && (driver.by === "label" || driver.by === "severity");
  return isCounted && isAll(leftOf(filter, driver)) ? { count: matchesCountedMax, isExact: false } : undefined;
}

interface PageFound {
  readonly rows: readonly SiteRow[];
  readonly next: SitesPlace | undefined;
  /** How many sites match on all pages, where the page knows. */
  readonly count?: number | undefined;
}

interface PageWanted extends Pick<SitesWanted, "order" | "after" | "limit"> {
  readonly filter: SiteFilter;
}

async function findPage(sql: Sql, wanted: PageWanted, driver: SiteDriver): Promise<PageFound | undefined> {
  const { filter, order, after, limit } = wanted;
  const isByName = order === "name" || filter.severity === "ok" || (after !== undefined && "domain" in after);
  if (isByName) {
    if (order === "name") return await namedPage(sql, { filter, driver, after: domainOf(after), limit });
    const oks = { ...filter, severity: "ok" as const };
    const found = await namedPage(sql, { filter: oks, driver, after: domainOf(after), limit });
    return found && { ...found, count: filter.severity === "ok" ? found.count : undefined };
  }
  const place = after !== undefined && "checkId" in after ? after : undefined;
  const troubled = await findByTrouble(sql, { filter, driver, after: place, limit });
  if (troubled === undefined) return undefined;
  if (troubled.next !== undefined || filter.severity !== undefined || filter.reason !== undefined) return troubled;
  const left = limit - troubled.rows.length;
  if (left === 0) return { ...troubled, next: troubled.last };
  const page = { filter: { ...filter, severity: "ok" as const }, driver, after: "", limit: left };
  const oks = await namedPage(sql, page);
  return oks && { rows: [...troubled.rows, ...oks.rows], next: oks.next, count: troubled.count };
}

async function namedPage(sql: Sql, page: Parameters<typeof findByName>[1]): Promise<PageFound | undefined> {
  const found = await findByName(sql, page);
  return found && { ...found, next: found.next === undefined ? undefined : { domain: found.next } };
}

function domainOf(after: SitesPlace | undefined): string {
  return after !== undefined && "domain" in after ? after.domain : "";
}

async function countAll(sql: Sql, filter: SiteFilter, driver: SiteDriver): Promise<Matches> {
  const wanted = { filter, driver, max: matchesCountedMax + 1 };
  const isTrouble = filter.reason !== undefined || (filter.severity !== undefined && filter.severity !== "ok");
  const { count, isWhole } = await (driver === "walk" && isTrouble ? countTroubled : countMatches)(sql, wanted);
  return upToMax(count, isWhole);
}

/**
 * What the page tells already: one through few sites counts them, and one that is not full has looked as far as counting
 * would. Without a filter counting costs nothing, and the same queries are asked of any number of sites.
 */
function knownCount({ filter, after, limit }: PageWanted, found: PageFound): Matches | undefined {
  if (found.count !== undefined) return upToMax(found.count, true);
  if (isAll(filter) || after !== undefined || found.rows.length >= limit) return undefined;
  return { count: found.rows.length, isExact: found.next === undefined };
}

function upToMax(count: number, isExact: boolean): Matches {
  return count > matchesCountedMax ? { count: matchesCountedMax, isExact: false } : { count, isExact };
}
