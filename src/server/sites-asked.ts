import { cleanText } from "../base/clean-text.ts";
import { searchWords } from "../base/search-text.ts";
import type { SiteFilter } from "../store/site-filter.ts";
import { parseCursor, siteCursor, troubledSiteCursor } from "./cursor.ts";
import type { SiteOrder, SitesPlace, SitesWanted } from "./read/sites.ts";

/** Characters of a label that is asked for at most. */
const labelCharactersMax = 1000;

/** What somebody asks a list of sites for, in the words of an address. */
export interface SitesAsked {
  readonly search: string;
  readonly severity?: SiteFilter["severity"];
  /** `name:value`; undefined for any. */
  readonly label?: string | undefined;
  readonly reason?: SiteFilter["reason"];
  readonly order: SiteOrder;
}

/** What is asked for as the store understands it. */
export function sitesWanted(asked: SitesAsked, page: Pick<SitesWanted, "after" | "limit">): SitesWanted {
  const { severity, reason, label, order } = asked;
  const words = searchWords(cleanText(asked.search, 200));
  return {
    filter: { words, severity, reason },
    label: label === undefined ? undefined : labelText(label),
    order,
    ...page,
  };
}

/** The place that a cursor names; undefined for one of another list. */
export function sitesPlace(cursor: string, order: SiteOrder): SitesPlace | undefined {
  const named = parseCursor(siteCursor, cursor);
  if (named !== undefined || order === "name") return named;
  return parseCursor(troubledSiteCursor, cursor);
}

/** A label is compared as it stands in the configuration, but for what no database holds. */
function labelText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "").slice(0, labelCharactersMax);
}
