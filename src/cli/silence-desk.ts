import type { SilenceOrder } from "../checks/silence-order.ts";
import type { SiteMatch } from "../config/silence.ts";
import type { SilenceItem } from "../contract/v1/silence.ts";

/** Where silences are kept: a database, or a server elsewhere. What cannot be done rejects with an ArgosError. */
export interface SilenceDesk {
  add(order: SilenceOrder): Promise<SilenceItem>;
  /** Those that are not over, newest first. */
  list(): Promise<readonly SilenceItem[]>;
  /** Ends one; one that is over already stays as it is. */
  end(id: number, by: string): Promise<SilenceItem>;
  startMaintenance(order: SilenceOrder): Promise<SilenceItem>;
  /** Ends all active maintenance of a match; gives what it ended. */
  endMaintenance(match: SiteMatch, by: string): Promise<readonly SilenceItem[]>;
}
