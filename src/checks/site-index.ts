import { canonicalDomain } from "../base/canonical-domain.ts";
import type { SiteMatch } from "../config/silence.ts";
import { type MatchedSite, matchesSite, withoutScheme } from "./site-match.ts";

/** Something about the sites of a match. */
export interface Matching {
  readonly match: SiteMatch;
}

/** Finds what is about a site, in the order given. */
export type SiteIndex<T> = (site: MatchedSite) => readonly T[];

/**
 * An index over things about sites. Those with a whole domain or a whole label value are found by it, so that 10,000 of
 * them cost no more than one; only those with nothing but patterns are tried for every site.
 */
export function indexBySite<T extends Matching>(things: readonly T[]): SiteIndex<T> {
  const byAnchor = new Map<string, number[]>();
  for (const [position, { match }] of things.entries()) {
    const anchor = anchorOf(match);
    const there = byAnchor.get(anchor);
    if (there === undefined) byAnchor.set(anchor, [position]);
    else there.push(position);
  }
  return (site) =>
    anchorsOf(site)
      .flatMap((anchor) => byAnchor.get(anchor) ?? [])
      .sort((a, b) => a - b)
      .flatMap((position) => things[position] ?? [])
      .filter(({ match }) => matchesSite(match, site));
}

const none = "";

/** One thing that a site must have to match. */
function anchorOf({ domain, labels = {} }: SiteMatch): string {
  if (domain !== undefined && !domain.includes("*")) return domainAnchor(domain);
  const label = Object.entries(labels).find(([, value]) => !value.includes("*"));
  return label === undefined ? none : labelAnchor(...label);
}

/** Everything of a site that an anchor may be; no two are the same. */
function anchorsOf({ domain, labels }: MatchedSite): readonly string[] {
  const own = [domainAnchor(domain), domainAnchor(withoutScheme(domain)), none];
  return [...new Set(own), ...Object.entries(labels).map(([name, value]) => labelAnchor(name, value))];
}

function domainAnchor(domain: string): string {
  return `domain ${canonicalDomain(domain)}`;
}

function labelAnchor(name: string, value: string): string {
  return `label ${JSON.stringify([name, value])}`;
}
