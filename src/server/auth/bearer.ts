import { createHash, timingSafeEqual } from "node:crypto";

/** Tells whether an `Authorization` header carries one of the accepted secrets (RFC 6750 §2.1). */
export type BearerCheck = (authorization: string | null) => boolean;

/** A check against a fixed list of secrets; compares digests of equal length, in constant time. */
export function createBearerCheck(secrets: readonly string[]): BearerCheck {
  const accepted = secrets.map(sha256);
  return (authorization) => {
    const token = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) return false;
    const given = sha256(token);
    return accepted.reduce((found, secret) => timingSafeEqual(secret, given) || found, false);
  };
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
