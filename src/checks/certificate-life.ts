import type { Remaining } from "../config/check.ts";
import type { Certificate, CertificateChain } from "./observation.ts";
import { quoted } from "./quoted.ts";

const dayMs = 86_400_000;

/** A certificate and what is left of its life. */
export interface Life {
  /** How a message calls it. */
  readonly name: string;
  readonly leftMs: number;
  readonly lifetimeMs: number;
  readonly notAfterMs: number;
}

/** The leaf's life, then that of each issuer on the path that a client verifies, except self-signed roots: nobody looks at their dates. */
export function livesOf(chain: CertificateChain | undefined, nowMs: number): Life[] {
  const [leaf, ...others] = chain?.certificates ?? [];
  if (leaf === undefined) return [];
  const issuers = others.filter((each) => each.subject !== each.issuer);
  return [
    lifeOf(leaf, "the certificate", nowMs),
    ...issuers.map((each) => lifeOf(each, `the issuer's certificate ${quoted(each.subject)}`, nowMs)),
  ];
}

/** The one that expires first; undefined for none. */
export function firstToExpire(lives: readonly Life[]): Life | undefined {
  return lives.toSorted((one, other) => one.leftMs - other.leftMs)[0];
}

/** Days left, rounded to two decimals; negative for one that has expired. */
export function daysLeft(life: Life): number {
  return Math.round((life.leftMs / dayMs) * 100) / 100;
}

/**
 * Milliseconds that must be left. A share is one of the leaf's lifetime for its issuers too: an issuer lives for years, and
 * a third of that would warn of it for a year.
 */
export function requiredMs(remaining: Remaining, life: Life, leaf: Life): number {
  if (remaining.kind === "time") return remaining.ms;
  return remaining.ratio * Math.min(life.lifetimeMs, leaf.lifetimeMs);
}

/** The instant it expires, as ISO 8601 to the minute; a certificate may carry a date that no calendar has. */
export function expiryText(life: Life): string {
  const expiry = new Date(life.notAfterMs);
  return Number.isNaN(expiry.getTime()) ? "an unreadable date" : expiry.toISOString().replace(/:\d\d\.\d{3}Z$/, "Z");
}

function lifeOf(certificate: Certificate, name: string, nowMs: number): Life {
  const { notAfterMs, notBeforeMs } = certificate;
  return { name, leftMs: notAfterMs - nowMs, lifetimeMs: notAfterMs - notBeforeMs, notAfterMs };
}
