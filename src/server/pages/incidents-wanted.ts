import type { Severity } from "../../base/severity.ts";

/** What a visitor asked the list of incidents for. */
export interface IncidentsAsked {
  readonly state: "open" | "closed" | undefined;
  readonly severity: Severity | undefined;
  readonly causeId: number | undefined;
  readonly search: string;
  /** Whether this is a page after the first. */
  readonly continued: boolean;
}
