import { timingSafeEqual } from "node:crypto";
import { sha256 } from "./sha256.ts";

/** Tells whether an `Authorization` header carries one of the accepted secrets (RFC 6750 §2.1). */
export type BearerCheck = (authorization: string | null) => boolean;

/** A check against a fixed list of secrets; compares digests of equal length, in constant time. */
export function createBearerCheck(secrets: readonly string[]): BearerCheck {
  const accepted = secrets.map(sha256);
  return (authorization) => {
    const token = bearerToken(authorization);
    if (token === undefined) return false;
    const given = sha256(token);
    return accepted.reduce((found, secret) => timingSafeEqual(secret, given) || found, false);
  };
}

/** The token of an `Authorization` header; undefined for another scheme, or none. */
export function bearerToken(authorization: string | null): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
}
