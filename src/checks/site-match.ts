import { canonicalDomain } from "../base/canonical-domain.ts";
import type { SiteMatch } from "../config/silence.ts";

/** What sites are told apart by. */
export interface MatchedSite {
  readonly domain: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Whether all that a match gives holds for a site; one that gives nothing matches every site. Domains are
 * compared in their one form, labels as they are written. Without `://` a domain is about what follows the site's scheme.
 */
export function matchesSite({ domain, labels }: SiteMatch, site: MatchedSite): boolean {
  if (domain !== undefined && !matchesDomain(domain, site.domain)) return false;
  if (labels === undefined) return true;
  for (const [name, pattern] of Object.entries(labels)) {
    const value = Object.hasOwn(site.labels, name) ? site.labels[name] : undefined;
    if (value === undefined || !matchesGlob(pattern, value)) return false;
  }
  return true;
}

/** A domain without its scheme: host, and port where it has one. */
export function withoutScheme(domain: string): string {
  const end = domain.indexOf("://");
  return end < 0 ? domain : domain.slice(end + "://".length);
}

function matchesDomain(pattern: string, domain: string): boolean {
  const seen = pattern.includes("://") ? domain : withoutScheme(domain);
  return matchesGlob(canonicalDomain(pattern), canonicalDomain(seen));
}

/** Whether a text is that of a pattern in which `*` stands for anything. Never goes back: each part is sought once. */
function matchesGlob(pattern: string, text: string): boolean {
  const first = pattern.indexOf("*");
  if (first < 0) return pattern === text;
  if (!text.startsWith(pattern.slice(0, first))) return false;
  const [, ...middle] = pattern.split("*");
  const last = middle.pop() ?? "";
  let at = first;
  for (const part of middle) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
