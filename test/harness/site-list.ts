import { foldText, readableHost, searchWords } from "../../src/base/search-text.ts";
import { type Severity, severityRank, worst } from "../../src/base/severity.ts";
import type { Database } from "../../src/db/connect.ts";
import { readSites, type SitesPlace } from "../../src/server/read/sites.ts";
import { type SitesAsked, sitesWanted } from "../../src/server/sites-asked.ts";
import type { ListedCheck, ListedSite } from "../builders/listed-site.ts";

/** Every domain that a list gives, page by page. */
export async function listDomains(
  database: Database,
  asked: SitesAsked,
  {
    limit,
    between,
    counts,
  }: { readonly limit: number; readonly between?: () => Promise<void>; readonly counts?: number[] },
): Promise<string[]> {
  const met: string[] = [];
  let after: SitesPlace | undefined;
  for (let page = 0; page < 1000; page += 1) {
    const read = await readSites(database, sitesWanted(asked, { after, limit }));
    if (read.rows.length > limit) throw new Error("a page has too many rows");
    if (!read.matches.isExact) throw new Error("so few are counted exactly");
    counts?.push(read.matches.count);
    met.push(...read.rows.map((row) => row.domain));
    if (read.next === undefined) return met;
    after = read.next;
    await between?.();
  }
  throw new Error("the list does not end");
}

/** What a list should give, by looking at every site. */
export function expectedDomains(sites: readonly ListedSite[], asked: SitesAsked): string[] {
  const found = sites.filter((site) => matches(site, asked)).toSorted(byDomain);
  if (asked.order === "name") return found.map((one) => one.domain);
  const troubled = found.filter((site) => gravest(site) !== undefined).toSorted(byTrouble);
  const fine = found.filter((site) => gravest(site) === undefined);
  return [...troubled, ...fine].map((one) => one.domain);
}

function matches(site: ListedSite, { search, severity, label, reason }: SitesAsked): boolean {
  const host = site.domain.replace(/^https?:\/\//, "");
  const texts = [host, readableHost(host), ...Object.values(site.labels)].map(foldText);
  const severities = checksOf(site).map((one) => one.severity);
  const grade: Severity = severities.length === 0 ? "ok" : worst(severities);
  return (
    searchWords(search).every((word) => texts.some((text) => text.includes(word))) &&
    (severity === undefined || (severity === "not-ok" ? grade !== "ok" : grade === severity)) &&
    (label === undefined || Object.entries(site.labels).some(([name, value]) => `${name}:${value}` === label)) &&
    (reason === undefined || checksOf(site).some((one) => one.severity !== "ok" && one.reason === reason))
  );
}

function checksOf(site: ListedSite): ListedCheck[] {
  return site.targets.flat();
}

function gravest(site: ListedSite): ListedCheck | undefined {
  return checksOf(site)
    .filter((one) => one.severity !== "ok")
    .toSorted(
      (one, other) => severityRank(other.severity) - severityRank(one.severity) || one.ageSeconds - other.ageSeconds,
    )[0];
}

function byDomain(one: ListedSite, other: ListedSite): number {
  return one.domain < other.domain ? -1 : 1;
}

function byTrouble(one: ListedSite, other: ListedSite): number {
  const [a, b] = [gravest(one), gravest(other)];
  if (a === undefined || b === undefined) return 0;
  return severityRank(b.severity) - severityRank(a.severity) || a.ageSeconds - b.ageSeconds;
}
