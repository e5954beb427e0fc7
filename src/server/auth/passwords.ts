import { availableParallelism } from "node:os";
import { createSemaphore } from "../../base/semaphore.ts";

/** Characters of a password at least. There is no other rule: NIST SP 800-63B, section 5.1.1. */
export const passwordCharactersMin = 12;

/** Argon2id with 19 MiB and two passes, what OWASP asks for at least. */
const memoryKiB = 19_456;
const passes = 2;

/**
 * Passwords of strangers worked on at once, of 19 MiB each: one processor stays free for everything else, as far as there is
 * more than one. Those who are known have a place of their own.
 */
const strangersAtOnce = Math.min(3, Math.max(1, availableParallelism() - 1));
const knownAtOnce = 1;

/** Strangers who may wait for a place: the last of them for about four seconds. */
const waitingMax = 32;

/** What a password was worth: `aged` is right, and its hash was made with other parameters than today's. */
export type PasswordVerdict = "right" | "aged" | "wrong";

/** Makes and compares hashes of passwords, a few at once. */
export interface Passwords {
  /** Waits in the line of those who are known. */
  hash(password: string, signal: AbortSignal): Promise<string>;
  /** Takes as long where there is no hash to compare with; `busy`, at once, where too many strangers wait already. */
  verify(password: string, hash: string | undefined, signal: AbortSignal): Promise<PasswordVerdict | "busy">;
  /** The same for those who are known here, whom no number of strangers delays. */
  verifyKnown(password: string, hash: string | undefined, signal: AbortSignal): Promise<PasswordVerdict>;
  /** Whether a stranger would be told `busy`. */
  isCrowded(): boolean;
}

/** What hashes in the end. */
export type Argon = Pick<typeof Bun.password, "hash" | "verify">;

/** Passwords by Argon2id (RFC 9106). Texts that look alike are alike: they are compared in normal form NFC (RFC 8265). */
export function createPasswords(argon: Argon = Bun.password, atOnce = strangersAtOnce): Passwords {
  const strangers = createSemaphore(atOnce);
  const known = createSemaphore(knownAtOnce);
  let strangersHere = 0;
  const isCrowded = () => strangersHere >= atOnce + waitingMax;
  return {
    async hash(password, signal) {
      using _place = await known.take(signal);
      const parameters = { algorithm: "argon2id", memoryCost: memoryKiB, timeCost: passes } as const;
      return await argon.hash(normal(password), parameters);
    },
    async verify(password, hash, signal) {
      if (isCrowded()) return "busy";
      strangersHere += 1;
      try {
        using _place = await strangers.take(signal);
        return await compare(argon, password, hash);
      } finally {
        strangersHere -= 1;
      }
    },
    async verifyKnown(password, hash, signal) {
      using _place = await known.take(signal);
      return await compare(argon, password, hash);
    },
    isCrowded,
  };
}

async function compare(argon: Argon, password: string, hash: string | undefined): Promise<PasswordVerdict> {
  const isRight = await argon.verify(normal(password), hash ?? nobodysHash);
  if (!isRight || hash === undefined) return "wrong";
  return hash.startsWith(prefix) ? "right" : "aged";
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
