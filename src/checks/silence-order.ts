import { canonicalDomain } from "../base/canonical-domain.ts";
import { cleanText } from "../base/clean-text.ts";
import { parseDuration } from "../base/duration.ts";
import type { SiteMatch } from "../config/silence.ts";
import { quoted } from "./quoted.ts";

/** How long maintenance lasts when nobody says: whoever forgets to end it is told of failures again the same day. */
export const maintenanceUsual = "4h";

export const commentCharactersMax = 500;
const domainCharactersMax = 500;
const labelsMax = 20;
const labelCharactersMax = 200;
const byCharactersMax = 200;
const forMsMin = 1000;
const forMsMax = 366 * 86_400_000;

/** A wish for a silence in the words of a person or a program. */
export interface SilenceWords {
  readonly match: SiteMatch;
  /** A duration such as `2h`. */
  readonly for: string;
  readonly comment: string;
  /** Who wishes it. */
  readonly by: string;
}

/** A wish that can be granted. Texts are clean. */
export interface SilenceOrder {
  readonly match: SiteMatch;
  readonly forMs: number;
  readonly comment: string;
  readonly by: string;
}

/** A part of a wish that can be wrong. */
export type SilenceField = "match" | "for" | "comment";

/** What was understood, or which part is wrong and why, in words for a person. */
export type Understood<T> =
  | { readonly kind: "understood"; readonly value: T }
  | { readonly kind: "refused"; readonly field: SilenceField; readonly message: string };

/** The silence somebody wishes: from a second to 366 days long, its comment at most 500 characters. */
export function parseSilenceOrder(words: SilenceWords): Understood<SilenceOrder> {
  const match = parseSilenceMatch(words.match);
  if (match.kind === "refused") return match;
  const forMs = parseDuration(words.for);
  if (forMs === undefined) return refused("for", `${quoted(words.for)} is not a duration: write 30m, 2h or 1d`);
  if (forMs < forMsMin || forMs > forMsMax) return refused("for", `${quoted(words.for)} is not between 1s and 366d`);
  if (characters(words.comment) > commentCharactersMax)
    return refused("comment", `it has ${characters(words.comment)} characters, over ${commentCharactersMax}`);
  const comment = cleanText(words.comment, commentCharactersMax).trim();
  return { kind: "understood", value: { match: match.value, forMs, comment, by: actorName(words.by) } };
}

/** A match as it is stored: the same sites give the same match. One that names nothing is refused: it would be every site. */
export function parseSilenceMatch(match: SiteMatch): Understood<SiteMatch> {
  const labels = Object.entries(match.labels ?? {});
  if (match.domain === undefined && labels.length === 0)
    return refused("match", "say which sites, by domain or by label; the domain * is every site");
  if (labels.length > labelsMax) return refused("match", `${labels.length} labels are more than ${labelsMax}`);
  const domain = match.domain === undefined ? undefined : cleanDomain(match.domain);
  if (domain === "") return refused("match", `the domain must be 1 to ${domainCharactersMax} characters long`);
  if (labels.flat().some((text) => text.trim() === "" || characters(text) > labelCharactersMax))
    return refused("match", `names and values of labels must be 1 to ${labelCharactersMax} characters long`);
  const cleaned = labels.map(([name, value]) => [cleanLabel(name), cleanLabel(value)] as const);
  return {
    kind: "understood",
    value: {
      ...(domain === undefined ? {} : { domain }),
      ...(labels.length === 0 ? {} : { labels: Object.fromEntries(cleaned) }),
    },
  };
}

/** A name of who did something, safe to store and show. */
export function actorName(text: string): string {
  return cleanText(text, byCharactersMax).trim();
}

/** In the form in which domains are compared; empty for one that is none. */
function cleanDomain(domain: string): string {
  if (characters(domain) > domainCharactersMax) return "";
  return canonicalDomain(cleanText(domain, domainCharactersMax));
}

function cleanLabel(text: string): string {
  return cleanText(text, labelCharactersMax).trim();
}

function characters(text: string): number {
  return Array.from(text).length;
}

function refused(field: SilenceField, why: string) {
  return { kind: "refused", field, message: `${field}: ${why}` } as const;
}
