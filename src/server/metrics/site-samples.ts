import { severityRank } from "../../base/severity.ts";
import type { Database } from "../../db/connect.ts";
import { listSiteStandings, type SiteStanding } from "../../store/site-standings.ts";
import type { PublishedSeries } from "../published/publish.ts";
import { readings } from "./catalogue.ts";
import { type Sample, sample } from "./sample.ts";

/** A series for each site of the configuration that has one; sites that left it have none any more. */
export async function siteSamples(db: Database, series: PublishedSeries): Promise<Sample[]> {
  const domains = series.sites.map(({ domain }) => domain);
  const standings = await db.run((sql) => listSiteStandings(sql, domains));
  const found = new Map<string, SiteStanding>(standings.map((one) => [one.domain, one]));
  const ofSites = series.sites.flatMap(({ domain, labels }) => {
    const standing = found.get(domain);
    if (standing === undefined) return [];
    const own = series.labels.map((name) => [name, Object.hasOwn(labels, name) ? labels[name] : undefined] as const);
    const named = Object.fromEntries(own.map(([name, value]) => [name, value ?? ""]));
    return [sample(readings.siteSeverity, severityRank(standing.severity), { site: domain, ...named })];
  });
  return [...ofSites, sample(readings.sitesCut, series.cut)];
}
