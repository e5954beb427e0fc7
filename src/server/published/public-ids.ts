import { createHmac, randomBytes } from "node:crypto";
import type { Database } from "../../db/connect.ts";
import { ensureSharedSecret } from "../../store/shared-secrets.ts";

/**
 * Names a thing for people outside: the same name each time, of which nothing can be learnt, a UUID of version 8 (RFC 9562
 * section 5.8). Things of different scopes have names that cannot be told to belong together.
 */
export type PublicId = (scope: string, thing: string) => string;

/** Makes names with a key of 32 bytes. */
export function createPublicIds(key: Uint8Array): PublicId {
  return (scope, thing) => {
    const digest = createHmac("sha256", key)
      .update(JSON.stringify([scope, thing]))
      .digest("hex");
    const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
    return [
      digest.slice(0, 8),
      digest.slice(8, 12),
      `8${digest.slice(13, 16)}`,
      `${variant}${digest.slice(17, 20)}`,
      digest.slice(20, 32),
    ].join("-");
  };
}

/** Names with the key of this database, which the first who asks makes; asked for once, and again after a failure. */
export function followPublicIds(db: Database): () => Promise<PublicId> {
  let found: PublicId | undefined;
  return async () => {
    found ??= createPublicIds(
      await db.transaction((tx) => ensureSharedSecret(tx, { name: "public ids", proposed: randomBytes(32) })),
    );
    return found;
  };
}
