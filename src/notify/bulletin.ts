import type { Severity } from "../base/severity.ts";
import type { Reason } from "../checks/reason.ts";
import type { Language } from "../config/notifications.ts";

/** What happened to an incident since the recipient was last told. */
export type Change =
  | "opened"
  | "escalated"
  | "flapping"
  | "lasting"
  | "recovered"
  /** It opened and ended before anyone could be told. */
  | "passed"
  /** Its target left the configuration. */
  | "removed";

/** One incident in a message. Texts are clean (see `cleanText`), but nothing is escaped. Instants are ms since 1970 UTC. */
export interface Item {
  readonly incidentId: number;
  readonly change: Change;
  /** Of the target now; "ok" once it recovered. */
  readonly severity: Severity;
  readonly worstSeverity: Severity;
  readonly reason: Reason;
  /** The finding's own words: what was expected and seen. */
  readonly message: string;
  /** The site's domain; for an incident about agents, the agent's name or empty. */
  readonly domain: string;
  readonly url: string;
  readonly checkKey: string;
  readonly openedMs: number;
  readonly closedMs: number | undefined;
  /** `file:line` of the target in the configuration; empty for an incident about agents. */
  readonly definedAt: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The agent that saw it; undefined when it is not known. */
  readonly agent: string | undefined;
  /** Whole URLs; undefined where nobody knows the address of this installation. */
  readonly links: ItemLinks | undefined;
}

/** Where a person goes from a message. Acknowledge and silence are signed and expire. */
export interface ItemLinks {
  readonly incident: string;
  readonly acknowledge: string | undefined;
  readonly silence: string | undefined;
}

/** What incidents that arrived together have in common. */
export interface Cause {
  readonly id: number;
  readonly kind: "address" | "issuer" | "reason" | "agents";
  /** The address or the issuer; empty for kind "reason". */
  readonly value: string;
  readonly reason: Reason;
  readonly openedMs: number;
  /** Incidents that ever joined, and those that last. */
  readonly incidents: number;
  readonly openIncidents: number;
}

/** The incidents of one cause in a message, those that are over last: the first `itemsMax`, and how many more there are. */
export interface Section {
  readonly cause: Cause;
  readonly items: readonly Item[];
  readonly more: number;
  /** Sites that all of these incidents belong to; not given where nobody counted them. */
  readonly sites?: number;
}

/** Incidents listed in one message at most; the rest is counted. */
export const itemsMax = 50;

/** Incidents listed in one message to a program at most: it cannot go and look at a page. */
export const programItemsMax = 1000;

/** Everything one message says, before it has words. */
export interface Bulletin {
  readonly language: Language;
  readonly nowMs: number;
  /** The IANA zone that instants are written in. */
  readonly timeZone: string;
  /** The gravest cause first; never empty. */
  readonly sections: readonly Section[];
  /** The address of this installation; undefined when nobody knows it. */
  readonly home: string | undefined;
}
