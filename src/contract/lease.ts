import type { ProbeSettings } from "../config/probe-settings.ts";
import type { IpFamily, Target } from "../config/site.ts";

export type { IpFamily, ProbeSettings };

/** What an agent must know of a target to probe and judge it; stored as it is in the database. */
export type TargetSpec = Pick<
  Target,
  "url" | "method" | "family" | "headers" | "data" | "timeoutMs" | "redirectsMax" | "checks"
>;

/** One task in an agent's hands. */
export interface Lease {
  readonly taskId: number;
  readonly token: number;
  /** The scheduled instant the run stands for, ISO 8601 UTC. */
  readonly slot: string;
  /** Milliseconds the lease had left when the server answered. */
  readonly leaseMs: number;
  /** Whether to send the observation back although every check passes: the target was not ok before. */
  readonly wantEvidence: boolean;
  readonly target: TargetSpec;
}

/** The server's answer to a lease request. The agent checks it against `lease-shape.ts`. */
export interface LeaseReply {
  /** The database's time, ISO 8601 UTC: what certificates are judged against. */
  readonly now: string;
  readonly leases: readonly Lease[];
  /** That a result may say which certificate was seen: an older server refuses the word. */
  readonly takesCertificates?: boolean;
  /** Present when the agent's revision is not the server's. */
  readonly settings?: { readonly revision: string; readonly probe: ProbeSettings };
}
