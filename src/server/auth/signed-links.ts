import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Sql } from "../../db/pool.ts";
import { ensureSharedSecret } from "../../store/shared-secrets.ts";

/** What a link of a message does, once it is confirmed. */
export const linkActions = ["acknowledge", "silence"] as const;
export type LinkAction = (typeof linkActions)[number];

/** How long a link works, in milliseconds: over a weekend's nights, and not for who finds the message next year. */
export const linkLifeMs = 48 * 3_600_000;

export interface SignedLink {
  readonly action: LinkAction;
  readonly incidentId: number;
  /** Milliseconds since 1970 UTC. */
  readonly expiresMs: number;
}

/** A link as it comes back: nothing of it is trusted. */
export interface LinkClaim {
  readonly action: string;
  readonly incident: string;
  readonly expires: string;
  readonly signature: string;
}

/** What a claim is worth. */
export type LinkVerdict =
  | { readonly kind: "good"; readonly link: SignedLink }
  | { readonly kind: "wrong" }
  | { readonly kind: "expired" };

/** Makes and checks links that let their holder do one thing to one incident for a while, without a login. */
export interface SignedLinks {
  /** The path and query below the address of this installation. */
  sign(link: SignedLink): string;
  verify(claim: LinkClaim, nowMs: number): LinkVerdict;
}

/** Links signed with a key of 32 bytes (HMAC-SHA-256, RFC 2104, over every field). */
export function createSignedLinks(key: Uint8Array): SignedLinks {
  const signatureOf = (claim: Omit<LinkClaim, "signature">) =>
    createHmac("sha256", key)
      .update(`argos link 1\n${claim.action}\n${claim.incident}\n${claim.expires}`)
      .digest("base64url");
  return {
    sign(link) {
      const claim = { action: link.action, incident: String(link.incidentId), expires: String(link.expiresMs) };
      const query = new URLSearchParams({ expires: claim.expires, signature: signatureOf(claim) });
      return `/act/${claim.action}/${claim.incident}?${query}`;
    },
    verify(claim, nowMs) {
      if (!equalTexts(signatureOf(claim), claim.signature)) return { kind: "wrong" };
      const action = linkActions.find((one) => one === claim.action);
      if (action === undefined) return { kind: "wrong" };
      const link = { action, incidentId: Number(claim.incident), expiresMs: Number(claim.expires) };
      return nowMs < link.expiresMs ? { kind: "good", link } : { kind: "expired" };
    },
  };
}

/** Links with the key of this database, which the first who asks makes: every server accepts what another one signed. */
export async function loadSignedLinks(sql: Sql): Promise<SignedLinks> {
  return createSignedLinks(await ensureSharedSecret(sql, { name: "links", proposed: randomBytes(32) }));
}

/** Takes as long wherever the texts differ; only their lengths may show. */
function equalTexts(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
