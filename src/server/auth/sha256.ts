import { createHash } from "node:crypto";

/** The 32 bytes of SHA-256 (FIPS 180-4) of a text in UTF-8. */
export function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
