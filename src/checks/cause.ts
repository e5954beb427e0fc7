import type { Reason } from "./reason.ts";

/** What was observed of a failure, as far as others may share it. */
export interface FailureFacts {
  /** Whether there was no answer at all. */
  readonly unanswered: boolean;
  readonly reason: Reason;
  readonly remoteAddress: string | undefined;
  /** Of the certificate the site sent. */
  readonly issuer: string | undefined;
}

/** What failures that arrive together have in common. */
export interface CauseName {
  /** The same for failures of one cause. At most 500 characters. */
  readonly key: string;
  readonly kind: "address" | "issuer" | "reason";
  /** The address or the issuer; empty for kind "reason". */
  readonly value: string;
}

const valueMax = 200;

/**
 * The cause of a failure by what was observed: certificates by their issuer, silence by the address that is silent whatever
 * the form of it, wrong answers by address and reason, and what has neither by its reason alone.
 */
export function causeOf({ unanswered, reason, remoteAddress, issuer }: FailureFacts): CauseName {
  if (reason.startsWith("certificate-") && issuer !== undefined && issuer !== "") {
    const value = issuer.slice(0, valueMax);
    return { key: `issuer ${reason} ${value}`, kind: "issuer", value };
  }
  if (remoteAddress === undefined || remoteAddress === "")
    return { key: `reason ${reason}`, kind: "reason", value: "" };
  const value = remoteAddress.slice(0, valueMax);
  return { key: unanswered ? `address ${value}` : `address ${value} ${reason}`, kind: "address", value };
}
