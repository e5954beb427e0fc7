import { canonicalDomain } from "../../base/canonical-domain.ts";
import type { Severity } from "../../base/severity.ts";
import type { SiteMatch } from "../../config/silence.ts";
import type { Database } from "../../db/connect.ts";
import { findLateness, type QueueLateness } from "../../queue/count.ts";
import { type AgentRow, listAgents } from "../../store/agents.ts";
import { countChecks } from "../../store/checks.ts";
import { countChecksOf, listWorstChecksOf } from "../../store/checks-of-sites.ts";
import { type DataAge, findDataAge } from "../../store/data-age.ts";
import { listWorstChecks, type WorstCheck } from "../../store/worst-checks.ts";
import type { Published } from "../published/publish.ts";

/** Sites that are looked at at most, where not all are asked for. */
export const standingSitesMax = 10_000;
const worstMax = 20;

/** Which sites are asked for; all that is given must hold. */
export interface StandingWanted {
  /** `name:value`; the name ends at the first colon, and the value may hold `*`. */
  readonly label?: string | undefined;
  /** With its scheme, or without for both. */
  readonly site?: string | undefined;
}

/** How sites stand. */
export interface StandingRead {
  /** How many sites were asked for; undefined for all. */
  readonly sites: number | undefined;
  readonly checks: Readonly<Record<Severity, number>>;
  /** The gravest that are not ok. */
  readonly worst: readonly WorstCheck[];
  /** Of all sites. */
  readonly lateness: QueueLateness;
  readonly age: DataAge | undefined;
  readonly agents: readonly AgentRow[];
}

/** Five queries. Without a filter they read counters and ends of indexes, else the checks of the sites that match. */
export async function readStanding(
  db: Database,
  { published, wanted }: { readonly published: Published; readonly wanted: StandingWanted },
): Promise<StandingRead> {
  const found = domainsWanted(published, wanted);
  const domains = found?.slice(0, standingSitesMax);
  return await db.run(async (sql) => {
    const [checks, worst, lateness, age, agents] = await Promise.all([
      domains === undefined ? countChecks(sql) : countChecksOf(sql, domains),
      domains === undefined
        ? listWorstChecks(sql, { limit: worstMax })
        : listWorstChecksOf(sql, { domains, limit: worstMax }),
      findLateness(sql),
      findDataAge(sql),
      listAgents(sql),
    ]);
    return { sites: found?.length, checks, worst, lateness, age, agents };
  });
}

/** The domains of the configuration that are asked for; undefined for all. */
function domainsWanted(published: Published, { label, site }: StandingWanted): readonly string[] | undefined {
  if (label === undefined && site === undefined) return undefined;
  const named = site === undefined ? undefined : candidates(site).filter((one) => published.has(one));
  if (label === undefined) return named;
  const labelled = published.sitesOf(matchOf(label)).map(({ domain }) => domain);
  return named === undefined ? labelled : labelled.filter((one) => named.includes(one));
}

function matchOf(label: string): SiteMatch {
  const colon = Math.max(0, label.indexOf(":"));
  return { labels: { [label.slice(0, colon)]: label.slice(colon + 1) } };
}

function candidates(site: string): readonly string[] {
  const domain = canonicalDomain(site);
  return domain.includes("://") ? [domain] : [`https://${domain}`, `http://${domain}`];
}
