import { randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import type { Database } from "../../db/connect.ts";
import type { CredentialKey } from "../../store/agent-names.ts";
import { ensureSharedSecret } from "../../store/shared-secrets.ts";

/** By what an agent was let in. */
export type AgentCredential =
  /** A token of this database. */
  | { readonly kind: "token"; readonly id: string }
  /** One of `service.secrets`, by its SHA-256, which stays in memory. */
  | { readonly kind: "secret"; readonly digest: Buffer }
  /** That of an agent which this server started; it goes by one name. */
  | { readonly kind: "local"; readonly agent: string };

const derive = promisify<Buffer, Uint8Array, number, Uint8Array>(scrypt);
const keyBytes = 16;

/** Names credentials as the database does. */
export type NameCredential = (credential: AgentCredential) => Promise<CredentialKey>;

/** Secrets whose names are remembered at most: each costs 50 ms of a processor. */
const rememberedMax = 1000;

/**
 * The names of credentials. People choose the secrets of a configuration, short ones too, so a copy of the database holds
 * them by scrypt (RFC 7914) over a salt of its own: guesses at them stay expensive.
 */
export function createCredentialNames(db: Database): NameCredential {
  const secrets = new Map<string, Promise<string>>();

  function nameSecret(digest: Buffer): Promise<string> {
    const key = digest.toString("hex");
    const known = secrets.get(key) ?? slowDigest(db, digest);
    secrets.delete(key);
    secrets.set(key, known);
    known.catch(() => secrets.delete(key));
    for (const oldest of secrets.keys()) {
      if (secrets.size <= rememberedMax) break;
      secrets.delete(oldest);
    }
    return known;
  }

  return async (credential) => {
    switch (credential.kind) {
      case "token":
        return { kind: "token", credential: credential.id };
      case "secret":
        return { kind: "secret", credential: await nameSecret(credential.digest) };
      case "local":
        return { kind: "local", credential: "" };
      default:
        return credential satisfies never;
    }
  };
}

async function slowDigest(db: Database, digest: Buffer): Promise<string> {
  const salt = await db.run((sql) => ensureSharedSecret(sql, { name: "agent secrets", proposed: randomBytes(32) }));
  const key = await derive(digest, salt, keyBytes);
  return Buffer.from(key).toString("hex");
}
