import type { SiteMatch } from "../config/silence.ts";

/** What a match looks at. */
export interface MatchedSite {
  readonly domain: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether a match covers a site: all that it gives must hold. Domains match whatever their case. */
export function matchesSite(match: SiteMatch, site: MatchedSite): boolean {
  const { domain, labels = {} } = match;
  if (domain !== undefined && !matchesGlob(domain.toLowerCase(), site.domain.toLowerCase())) return false;
  return Object.entries(labels).every(([name, pattern]) => {
    const value = Object.hasOwn(site.labels, name) ? site.labels[name] : undefined;
    return value !== undefined && matchesGlob(pattern, value);
  });
}

/** `*` stands for any characters, none too. Looks at each character of `text` once a part, so no pattern is slow. */
function matchesGlob(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
