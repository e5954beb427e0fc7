import { indexBySite, type SiteIndex } from "../../checks/site-index.ts";
import { matchesSite } from "../../checks/site-match.ts";
import type { Config } from "../../config/config.ts";
import type { SiteMetrics, StatusPage } from "../../config/published.ts";

/** Sites with series of their own at most: more would cost Prometheus more than they tell. */
export const siteSeriesMax = 20_000;

/** A site by its domain, with what the configuration says of it. */
export interface PublishedSite {
  readonly domain: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A status page and the sites it is about. */
export interface PublishedPage {
  readonly page: StatusPage;
  /** In the order of their names. */
  readonly sites: readonly PublishedSite[];
}

/** What of a configuration others may read. Found once for each configuration, so that no request looks at all sites. */
export interface Published {
  readonly siteCount: number;
  readonly targetCount: number;
  readonly domains: ReadonlySet<string>;
  /** By name. */
  readonly pages: ReadonlyMap<string, PublishedPage>;
  /** Whether a site is on a page that everybody may read. */
  isPublic(domain: string): boolean;
  /** The sites with a label of that value, by domain; none for a label that no site has. */
  sitesLabelled(name: string, value: string): readonly PublishedSite[];
  /** Sites with series of their own; undefined where none has. */
  readonly series: PublishedSeries | undefined;
}

/** Sites with series of their own, and how many more there would be. */
export interface PublishedSeries {
  readonly labels: SiteMetrics["labels"];
  readonly sites: readonly PublishedSite[];
  readonly cut: number;
}

type Source = Pick<Config, "sites" | "statusPages" | "siteMetrics">;

/** Finds what is published of a configuration: one walk through its sites, whatever the number of pages. */
export function publish({ sites, statusPages, siteMetrics }: Source): Published {
  const known = sites.map(({ domain, labels }) => ({ domain, labels })).sort(byName);
  const pages = new Map(statusPages.map((page) => [page.name, { page, sites: emptyList() }]));
  const pagesOf: SiteIndex<StatusPage> = indexBySite(statusPages);
  const everybodys = new Set<string>();
  for (const site of known) {
    for (const { name, audience } of pagesOf(site)) {
      pages.get(name)?.sites.push(site);
      if (audience.kind === "everybody") everybodys.add(site.domain);
    }
  }
  const labelled = Map.groupBy(
    known.flatMap((site) => Object.entries(site.labels).map((label) => ({ site, label: labelKey(...label) }))),
    ({ label }) => label,
  );
  return {
    siteCount: sites.length,
    targetCount: sites.reduce((sum, { targets }) => sum + targets.length, 0),
    domains: new Set(known.map(({ domain }) => domain)),
    pages,
    isPublic: (domain) => everybodys.has(domain),
    sitesLabelled: (name, value) => labelled.get(labelKey(name, value))?.map(({ site }) => site) ?? [],
    series: siteMetrics && seriesOf(siteMetrics, known),
  };
}

/** What is published of whatever configuration is in force: found when it is first asked for, and again after a reload. */
export function followPublished(source: () => Source): () => Published {
  let seen: Source | undefined;
  let found: Published | undefined;
  return () => {
    const current = source();
    if (found !== undefined && seen === current) return found;
    seen = current;
    found = publish(current);
    return found;
  };
}

function seriesOf({ match, labels }: SiteMetrics, known: readonly PublishedSite[]): PublishedSeries {
  const matching = known.filter((site) => matchesSite(match, site));
  return { labels, sites: matching.slice(0, siteSeriesMax), cut: Math.max(0, matching.length - siteSeriesMax) };
}

function byName(a: PublishedSite, b: PublishedSite): number {
  return a.domain < b.domain ? -1 : 1;
}

function labelKey(name: string, value: string): string {
  return JSON.stringify([name, value]);
}

function emptyList(): PublishedSite[] {
  return [];
}
