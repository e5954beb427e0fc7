import type { Severity } from "../../base/severity.ts";
import type { Reason } from "../../checks/reason.ts";
import type { Cause, Change } from "../bulletin.ts";

/** What a headline is made of; every part is in words already. */
export interface Head {
  readonly severity: string;
  /** A site, or how many of them and what they share. */
  readonly what: string;
  readonly reason: string;
  /** When it began; undefined where the headline is about one site. */
  readonly since: string | undefined;
  /** How long it lasted, or has lasted so far. */
  readonly lasted: string;
}

/** What happened, for a headline: "over" is a mixture of incidents that ended one way or another. */
export type Turn = Change | "over";

/** What a message counts. */
export type Unit = "sites" | "targets";

/** Every text of messages in one language. */
export interface Words {
  readonly reasons: Readonly<Record<Reason, string>>;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly heads: Readonly<Record<Turn, (head: Head) => string>>;
  /** A duration in milliseconds. */
  readonly duration: (ms: number) => string;
  readonly count: (count: number, unit: Unit) => string;
  /** Some of so many still fail. */
  readonly someOf: (failing: number, all: number, unit: Unit) => string;
  /** Some may have ended, nobody knows how many. */
  readonly someOver: (counted: string) => string;
  /** What they share. */
  readonly sharing: Readonly<Record<Cause["kind"], (counted: string, value: string) => string>>;
  readonly agent: (name: string) => string;
  readonly agents: string;
  readonly noAgent: string;
  readonly ago: (duration: string) => string;
  readonly justNow: string;
  readonly after: (duration: string) => string;
  /** How many incidents the cause has had, and how many last. */
  readonly cause: (incidents: number, open: number) => string;
  readonly more: (count: number) => string;
  readonly moreCauses: (count: number) => string;
  /** The button that leads to the incident. */
  readonly view: string;
  readonly labels: Labels;
}

/** What stands before a fact. */
export interface Labels {
  readonly url: string;
  readonly reason: string;
  readonly found: string;
  readonly check: string;
  readonly since: string;
  readonly until: string;
  readonly agent: string;
  readonly definedAt: string;
  readonly incident: string;
  readonly acknowledge: string;
  readonly silence: string;
  readonly home: string;
}
