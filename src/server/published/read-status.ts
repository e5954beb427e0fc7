import { shownUrl } from "../../base/secrets/shown-url.ts";
import { type Severity, severityRank, worst } from "../../base/severity.ts";
import { withoutScheme } from "../../checks/site-match.ts";
import type { StatusPage } from "../../config/published.ts";
import type { NamedSite } from "../../config/running.ts";
import type { PlannedSilence } from "../../config/silence.ts";
import type { Database } from "../../db/connect.ts";
import { findDataAge } from "../../store/data-age.ts";
import { type IncidentRow, listOpenIncidentsOf } from "../../store/incident-rows.ts";
import { listClosedIncidentsOf } from "../../store/published-incidents.ts";
import { listActiveSilences } from "../../store/silences.ts";
import { listSiteStandings, type SiteStanding } from "../../store/site-standings.ts";
import { type PlannedWork, plannedWorkOn } from "./planned-work.ts";
import type { PublicId } from "./public-ids.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

/** Sites of one page that are looked at at most; and that it shows. */
export const pageSitesReadMax = 20_000;
export const pageSitesShownMax = 200;
const openShownMax = 50;
const closedShownMax = 10;
const worksShownMax = 20;
/** Planned work is looked for on so many sites of a page. */
const worksSitesMax = 2000;
/** Targets whose open incidents are read at most. */
const troubledTargetsMax = 1000;

/** A site as people outside see it. */
export interface StatusSite {
  readonly id: string;
  readonly name: string;
  readonly severity: Severity;
}

/** Something that is or was wrong with a site. */
export interface StatusIncident {
  readonly id: string;
  readonly site: string;
  readonly severity: Severity;
  readonly trouble: Trouble;
  readonly since: Date;
  /** Undefined while it lasts. */
  readonly until: Date | undefined;
}

/** Work on some sites of a page. */
export interface StatusWork extends Omit<PlannedWork, "domains"> {
  readonly id: string;
  /** The first few. */
  readonly sites: readonly string[];
  readonly siteCount: number;
}

/** All that a status page says. Nothing in it names anything inside: no id, label, address, message or place in a file. */
export interface StatusRead {
  readonly at: Date;
  /** Of all sites of the page. */
  readonly severity: Severity;
  readonly counts: Readonly<Record<Severity, number>>;
  /** Those of the page, and those beyond what is looked at. */
  readonly siteCount: number;
  readonly unread: number;
  /** The gravest first, then by name. */
  readonly sites: readonly StatusSite[];
  readonly open: readonly StatusIncident[];
  readonly closed: readonly StatusIncident[];
  readonly works: readonly StatusWork[];
  /** Undefined before the first result. */
  readonly ageMs: number | undefined;
}

/** A status page and the sites it is about, by domain. */
export interface PublishedPage {
  readonly page: StatusPage;
  readonly sites: readonly NamedSite[];
}

/** What a page is read with. */
export interface StatusSource {
  readonly db: Database;
  readonly planned: readonly PlannedSilence[];
  readonly publicId: PublicId;
  readonly now: Date;
}

/** Reads a page in five queries at most, whose cost grows with the sites of the page, up to `pageSitesReadMax`. */
export async function readStatus(source: StatusSource, published: PublishedPage): Promise<StatusRead> {
  const sites = published.sites.slice(0, pageSitesReadMax);
  const domains = sites.map(({ domain }) => domain);
  const { standings, age, silences, closed, open } = await source.db.run(async (sql) => {
    const found = await listSiteStandings(sql, domains);
    const targetIds = found.flatMap(({ troubledTargetIds }) => troubledTargetIds).slice(0, troubledTargetsMax);
    return {
      standings: found,
      age: await findDataAge(sql),
      silences: await listActiveSilences(sql),
      closed: await listClosedIncidentsOf(sql, { domains, limit: closedShownMax }),
      open: targetIds.length === 0 ? [] : await listOpenIncidentsOf(sql, targetIds),
    };
  });
  const plans = [...source.planned, ...silences.filter(({ kind }) => kind === "maintenance")];
  const nowMs = source.now.getTime();
  const works = plannedWorkOn(sites.slice(0, worksSitesMax), plans, { nowMs, limit: worksShownMax });
  const name = namesOf(published, source.publicId);
  return {
    at: source.now,
    siteCount: published.sites.length,
    unread: published.sites.length - sites.length,
    ...standingOf(
      sites.map(({ domain }) => domain),
      standings,
      name.site,
    ),
    open: gravestOfEach(open).slice(0, openShownMax).map(name.incident),
    closed: closed.map(name.incident),
    works: works.map(name.work),
    ageMs: age?.ageMs,
  };
}

type Named = Pick<StatusRead, "severity" | "counts" | "sites">;

/** A site that is not stored yet is unknown. */
function standingOf(
  domains: readonly string[],
  standings: readonly SiteStanding[],
  siteOf: (domain: string, severity: Severity) => StatusSite,
): Named {
  const found = new Map(standings.map(({ domain, severity }) => [domain, severity]));
  const severities = domains.map((domain) => found.get(domain) ?? "unknown");
  const counts = { ok: 0, unknown: 0, warning: 0, critical: 0 };
  for (const severity of severities) counts[severity] += 1;
  const shown = domains
    .map((domain, index) => ({ domain, severity: severities[index] ?? "unknown" }))
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity))
    .slice(0, pageSitesShownMax);
  return {
    severity: worst(severities),
    counts,
    sites: shown.map(({ domain, severity }) => siteOf(domain, severity)),
  };
}

/** One line a site: its gravest incident. The rows come gravest first. */
function gravestOfEach(rows: readonly IncidentRow[]): readonly IncidentRow[] {
  const seen = new Set<string>();
  return rows.filter(({ domain }) => {
    const isNew = !seen.has(domain);
    seen.add(domain);
    return isNew;
  });
}

/** How things of a page are called outside. */
function namesOf({ page }: PublishedPage, publicId: PublicId) {
  return {
    site: (domain: string, severity: Severity): StatusSite => ({
      id: publicId(page.name, `site ${domain}`),
      name: publicName(domain),
      severity,
    }),
    incident: (row: IncidentRow): StatusIncident => ({
      id: publicId(page.name, `incident ${row.id}`),
      site: publicName(row.domain),
      severity: row.closedAt === null ? row.severity : row.worstSeverity,
      trouble: troubleOf(row.reason),
      since: row.openedAt,
      until: row.closedAt ?? undefined,
    }),
    work: ({ from, until, domains }: PlannedWork): StatusWork => ({
      id: publicId(page.name, `work ${from.getTime()} ${until.getTime()} ${domains.join(" ")}`),
      from,
      until,
      sites: domains.slice(0, 10).map(publicName),
      siteCount: domains.length,
    }),
  };
}

/** A domain as people say it: without scheme and without a login. */
export function publicName(domain: string): string {
  return withoutScheme(shownUrl(domain));
}
