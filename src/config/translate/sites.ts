import { canonicalDomain } from "../../base/canonical-domain.ts";
import type { ExpirationThreshold } from "../check.ts";
import type { Report } from "../kinds/kind.ts";
import { type Canary, canariesMax } from "../probe-settings.ts";
import type { IpFamily, Site } from "../site.ts";
import { didYouMean } from "../suggestion.ts";
import type { TellingWords } from "../words/alert-words.ts";
import type { MainWords } from "../words/file-words.ts";
import type { ProfileWords, WebsiteWords } from "../words/website-words.ts";
import { SiteBuilder } from "./site-builder.ts";
import { addPaths, type Rhythm } from "./site-paths.ts";

/** What sites inherit. */
export interface Inherited {
  readonly general: MainWords["general"];
  readonly thresholds: readonly ExpirationThreshold[];
  readonly profiles: Readonly<Record<string, ProfileWords>>;
}

interface Context {
  readonly inherited: Inherited;
  readonly report: Report;
  readonly builders: Map<string, SiteBuilder>;
}

/** The sites, and what those that say who is told of them say. */
export interface TranslatedSites {
  readonly sites: readonly Site[];
  /** By domain, the weightiest first. */
  readonly telling: ReadonlyMap<string, readonly TellingWords[]>;
}

/** The websites of a file as sites; the same domain listed twice is one site. */
export function translateSites(
  websites: readonly WebsiteWords[],
  inherited: Inherited,
  report: Report,
): TranslatedSites {
  const context = { inherited, report, builders: new Map<string, SiteBuilder>() };
  for (const website of websites) translateWebsite(website, context);
  const builders = [...context.builders];
  return {
    sites: builders.map(([, builder]) => builder.build(report)),
    telling: new Map(
      builders.map(([domain, { telling }]) => [domain, telling] as const).filter(([, { length }]) => length > 0),
    ),
  };
}

function translateWebsite(website: WebsiteWords, context: Context): void {
  const { inherited, report, builders } = context;
  const profile = profileOf(website, context);
  const layers = [website, ...(profile ? [profile] : []), inherited.general];
  if (!website.place.entries.some(({ key }) => key === "domain" || key === "domains")) {
    report.problem(website.place, '"domain" is missing here');
  }
  const families = familiesOf(layers);
  if (families.length === 0) {
    report.warning(website.place, "ipv4 and ipv6 are both false: this website is not checked");
    return;
  }
  const rhythm = rhythmOf(layers, inherited.general);
  for (const domain of [...(website.domain ? [website.domain] : []), ...(website.domains ?? [])]) {
    const key = canonicalDomain(domain.value.origin);
    const builder = builders.get(key) ?? new SiteBuilder(key, domain.place);
    builders.set(key, builder);
    builder.label({ ...profile?.labels, ...website.labels });
    builder.tell(profile ? [website, profile] : [website]);
    if (website.canary) builder.canary();
    const { thresholds } = inherited;
    const site = { builder, families, rhythm, thresholds, report, domain: domain.value, place: website.place };
    addPaths(site, profile ? [profile, website] : [website]);
  }
}

function profileOf(website: WebsiteWords, { inherited, report }: Context): ProfileWords | undefined {
  if (website.profile === undefined) return undefined;
  const { value: name, place, written } = website.profile;
  if (Object.hasOwn(inherited.profiles, name)) return inherited.profiles[name];
  const hint = didYouMean(name, Object.keys(inherited.profiles));
  report.problem(place, `there is no profile ${written}${hint}`);
  return undefined;
}

/** What a website, its profile and the general section may each say, nearest first. */
interface Layer {
  readonly ipv4: boolean | undefined;
  readonly ipv6: boolean | undefined;
  readonly frequency: number | undefined;
  readonly recheck_delay: number | undefined;
  readonly retry_before_notification: number | undefined;
  readonly timeout: number | undefined;
  readonly follow_redirects: number | undefined;
}

function nearest<K extends keyof Layer>(layers: readonly Layer[], key: K): Layer[K] | undefined {
  return layers.find((layer) => layer[key] !== undefined)?.[key];
}

/** With neither family mentioned one probe is enough; as soon as one is, the other is on unless it is said to be off. */
function familiesOf(layers: readonly Layer[]): readonly IpFamily[] {
  const ipv4 = nearest(layers, "ipv4");
  const ipv6 = nearest(layers, "ipv6");
  if (ipv4 === undefined && ipv6 === undefined) return ["any"];
  return [...(ipv4 === false ? [] : [4 as const]), ...(ipv6 === false ? [] : [6 as const])];
}

/** The original waits 60 s; a lease lasts a little longer than the timeout, and a lost agent's work should be done again within a minute. */
const timeoutUsualMs = 30_000;

function rhythmOf(layers: readonly Layer[], general: MainWords["general"]): Rhythm {
  const recheckDelayMs = nearest(layers, "recheck_delay");
  const intervalMs = nearest(layers, "frequency") ?? general.frequency;
  return {
    intervalMs,
    ...(recheckDelayMs !== undefined && { recheckDelayMs }),
    retryBeforeNotification: nearest(layers, "retry_before_notification") ?? general.retry_before_notification,
    timeoutMs: nearest(layers, "timeout") ?? general.timeout ?? Math.min(timeoutUsualMs, intervalMs),
    redirectsMax: nearest(layers, "follow_redirects") ?? general.follow_redirects,
  };
}

/** What agents ask when they doubt themselves: the first target of each canary, of a few of them. */
export function canariesOf(sites: readonly Site[]): readonly Canary[] {
  return sites
    .filter((site) => site.canary)
    .flatMap(({ targets }) => targets.slice(0, 1))
    .slice(0, canariesMax)
    .map(({ url, timeoutMs }) => ({ url, timeoutMs }));
}
