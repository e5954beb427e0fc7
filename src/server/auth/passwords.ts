import { createSemaphore } from "../../base/semaphore.ts";

/** Characters of a password at least. There is no other rule: NIST SP 800-63B, section 5.1.1. */
export const passwordCharactersMin = 12;

/** Argon2id with 19 MiB and two passes, what OWASP asks for at least. */
const memoryKiB = 19_456;
const passes = 2;

/** Passwords worked on at once: 76 MiB, and the other cores stay free. */
const atOnceMax = 4;

/** What a password was worth: `aged` is right, and its hash was made with other parameters than today's. */
export type PasswordVerdict = "right" | "aged" | "wrong";

/** Makes and compares hashes of passwords, a few at once. */
export interface Passwords {
  hash(password: string, signal: AbortSignal): Promise<string>;
  /** Takes as long where there is no hash to compare with. */
  verify(password: string, hash: string | undefined, signal: AbortSignal): Promise<PasswordVerdict>;
}

/** What hashes in the end. */
export type Argon = Pick<typeof Bun.password, "hash" | "verify">;

/** Passwords by Argon2id (RFC 9106). Texts that look alike are alike: they are compared in normal form NFC (RFC 8265). */
export function createPasswords(argon: Argon = Bun.password): Passwords {
  const places = createSemaphore(atOnceMax);
  return {
    async hash(password, signal) {
      using _place = await places.take(signal);
      const parameters = { algorithm: "argon2id", memoryCost: memoryKiB, timeCost: passes } as const;
      return await argon.hash(normal(password), parameters);
    },
    async verify(password, hash, signal) {
      using _place = await places.take(signal);
      const isRight = await argon.verify(normal(password), hash ?? nobodysHash);
      if (!isRight || hash === undefined) return "wrong";
      return hash.startsWith(prefix) ? "right" : "aged";
    },
  };
}

/** Whether a password is long enough to be taken. */
export function isLongEnough(password: string): boolean {
  return Array.from(normal(password)).length >= passwordCharactersMin;
}

/** An empty password stays empty, and no password equals it: the driver refuses to hash nothing. */
function normal(password: string): string {
  return password.normalize("NFC") || "\u0000";
}

const prefix = `$argon2id$v=19$m=${memoryKiB},t=${passes},p=1$`;

/** A hash as all others that no password is known to give. */
const nobodysHash = `${prefix}${base64OfZeros(32)}$${base64OfZeros(32)}`;

function base64OfZeros(bytes: number): string {
  return Buffer.alloc(bytes).toString("base64").replace(/=+$/, "");
}
