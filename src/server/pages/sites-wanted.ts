import type { Severity } from "../../base/severity.ts";

/** What a visitor asked the list of sites for. */
export interface SitesWanted {
  readonly search: string;
  readonly severity: Severity | undefined;
  /** Whether this is a page after the first. */
  readonly continued: boolean;
}
