import type { LinkQuery } from "../links.ts";
import type { SitesAsked } from "../sites-asked.ts";

/** What a visitor asked the list of sites for. */
export interface SitesRequest extends SitesAsked {
  /** Whether this is a page after the first. */
  readonly continued: boolean;
}

/** The same list in an address; the usual order is left out. */
export function sitesQuery({ search, severity, label, reason, order }: SitesAsked): LinkQuery {
  return { search, severity, label, reason, sort: order === "name" ? undefined : order };
}
