import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Sql } from "../../db/pool.ts";
import { ensureSharedSecret } from "../../store/shared-secrets.ts";

/** How long a person may take at the provider, in milliseconds. */
export const ticketLifeMs = 10 * 60_000;

/** What ties a login to the browser that began it. Nothing of it can be told from the cookie without the key. */
export interface Ticket {
  /** Comes back in the address (RFC 6749 section 10.12). */
  readonly state: string;
  /** Comes back in the ID token (OpenID Connect Core section 3.1.2.1). */
  readonly nonce: string;
  /** Shows that whoever brings the code is who asked for it (RFC 7636). */
  readonly verifier: string;
  /** Where to go after the login: a path of this site. */
  readonly next: string;
}

/** Issues tickets and reads what the cookies of a browser hold. */
export interface Tickets {
  /** A new ticket, and the value of a cookie from which it can be had again. */
  issue(next: string, nowMs: number): { readonly ticket: Ticket; readonly sealed: string };
  /** The ticket of a cookie's value; undefined for one that is too old or was not made here. */
  open(sealed: string, nowMs: number): Ticket | undefined;
}

/** Tickets under a key of 32 bytes (HMAC-SHA-256, RFC 2104). */
export function createTickets(key: Uint8Array): Tickets {
  const derive = (use: string, text: string) =>
    createHmac("sha256", key).update(`argos openid 1\n${use}\n${text}`).digest("base64url");
  const ticketOf = (seed: string, next: string): Ticket => ({
    state: derive("state", seed),
    nonce: derive("nonce", seed),
    verifier: derive("verifier", seed),
    next,
  });
  return {
    issue(next, nowMs) {
      const seed = randomBytes(32).toString("base64url");
      const facts = [seed, nowMs + ticketLifeMs, Buffer.from(next).toString("base64url")].join(".");
      return { ticket: ticketOf(seed, next), sealed: `${facts}.${derive("seal", facts)}` };
    },
    open(sealed, nowMs) {
      const end = sealed.lastIndexOf(".");
      const facts = sealed.slice(0, Math.max(0, end));
      if (!isEqual(derive("seal", facts), sealed.slice(end + 1))) return undefined;
      const [seed = "", expiresMs = "", next = ""] = facts.split(".");
      return nowMs < Number(expiresMs) ? ticketOf(seed, Buffer.from(next, "base64url").toString()) : undefined;
    },
  };
}

/** Tickets under the key of this database, so that people may come back to another server than they left from. */
export async function loadTickets(sql: Sql): Promise<Tickets> {
  return createTickets(await ensureSharedSecret(sql, { name: "openid", proposed: randomBytes(32) }));
}

function isEqual(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
