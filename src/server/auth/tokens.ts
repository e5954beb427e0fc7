import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import type { Database } from "../../db/connect.ts";
import { findTokenKey, noteTokenUse, type TokenKey } from "../../store/api-tokens.ts";
import { shareBriefly } from "../share-briefly.ts";
import { type Caller, type Scope, scopes } from "./caller.ts";
import { sha256 } from "./sha256.ts";

/** How old what is known of a token may be, in milliseconds: so soon a revoked one is refused on every server. */
const memoryMs = 5000;

/** How often the use of one token is written, in milliseconds. */
const noteEveryMs = 60_000;

/** Tokens remembered at most; another costs a query. */
const rememberedMax = 10_000;

/** A new token: `text` is shown once to whoever asked for it, the rest is kept. */
export interface MintedToken {
  readonly id: string;
  readonly secretHash: Uint8Array;
  readonly text: string;
}

/** Makes a token `argos_<id>_<secret>` of 64 public and 256 secret random bits. */
export function mintToken(): MintedToken {
  const id = randomBytes(8).toString("hex");
  const secret = randomBytes(32).toString("base64url");
  return { id, secretHash: sha256(secret), text: `argos_${id}_${secret}` };
}

/** Knows the tokens of the database. */
export interface Tokens {
  /** Who holds a token; undefined for one that is not there, is over, was revoked or has another secret. */
  callerOf(text: string): Promise<Caller | undefined>;
}

/** Tokens over the database, remembered for five seconds. */
export function createTokens({ db, clock }: { readonly db: Database; readonly clock: Clock }): Tokens {
  const memory = shareBriefly<TokenKey | undefined>({
    clock,
    keepMs: memoryMs,
    keysMax: rememberedMax,
    isKept: (found) => found !== undefined,
  });
  const noted = shareBriefly<void>({ clock, keepMs: noteEveryMs, keysMax: rememberedMax });

  async function note(id: string): Promise<void> {
    await db.run((sql) => noteTokenUse(sql, id));
  }

  return {
    async callerOf(text) {
      const given = parseToken(text);
      if (given === undefined) return undefined;
      const key = await memory.get(given.id, () => db.run((sql) => findTokenKey(sql, given.id)));
      if (!isSecretOf(key, given.secret) || key === undefined) return undefined;
      await noted.get(given.id, () => note(given.id));
      const credential = { kind: "token", id: given.id } as const;
      return { kind: "token", name: key.name, scopes: knownScopes(key.scopes), credential };
    },
  };
}

/** The two parts of a token; undefined for a text that is none. */
export function parseToken(text: string): { readonly id: string; readonly secret: string } | undefined {
  const [, id, secret] = /^argos_([0-9a-f]{16})_([\w-]{43})$/.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** Compares as long where there is no token to compare with. */
function isSecretOf(key: TokenKey | undefined, secret: string): boolean {
  return timingSafeEqual(sha256(secret), key?.secretHash ?? sha256(""));
}

/** A scope of a newer version means nothing to this one. */
function knownScopes(words: readonly string[]): Scope[] {
  return scopes.filter((scope) => words.includes(scope));
}
