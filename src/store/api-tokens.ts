import type { Sql } from "../db/pool.ts";

/** A token without its secret. */
export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
}

/** What is needed to let a token in. */
export interface TokenKey {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly secretHash: Uint8Array;
}

/** Use is written at most so often, in seconds. */
const usedEverySeconds = 60;

/** Keeps a token; its secret is only known by its SHA-256. `forMs` null never ends. */
export async function insertToken(
  sql: Sql,
  token: {
    readonly id: string;
    readonly secretHash: Uint8Array;
    readonly name: string;
    readonly scopes: readonly string[];
    readonly createdBy: string;
    readonly forMs: number | null;
  },
): Promise<TokenRow> {
  const [row] = await sql<TokenRow[]>`
    insert into api_token (id, secret_hash, name, scopes, created_by, expires_at)
    values (
      ${token.id}, ${Buffer.from(token.secretHash)}, ${token.name}, ${[...token.scopes]}::text[], ${token.createdBy},
      now() + make_interval(secs => ${token.forMs === null ? null : token.forMs / 1000}::float8)
    )
    returning ${columns(sql)}`;
  if (row === undefined) throw new Error("a token is gone as soon as it was made");
  return row;
}

/** The token of that id while it may be used; undefined for one that is over, revoked or was never there. */
export async function findTokenKey(sql: Sql, id: string): Promise<TokenKey | undefined> {
  const [row] = await sql<TokenKey[]>`
    select name, scopes, secret_hash as "secretHash"
    from api_token
    where id = ${id}
      and revoked_at is null
      and (expires_at is null or expires_at > now())`;
  return row;
}

/** Notes that a token was used, unless that was noted within the last minute. */
export async function noteTokenUse(sql: Sql, id: string): Promise<void> {
  await sql`
    update api_token
    set last_used_at = now()
    where id = ${id}
      and (last_used_at is null or last_used_at < now() - make_interval(secs => ${usedEverySeconds}))`;
}

/** Every token, the newest first, revoked ones too; at most `limit`. */
export async function listTokens(sql: Sql, limit: number): Promise<TokenRow[]> {
  return await sql<TokenRow[]>`
    select ${columns(sql)}
    from api_token
    order by created_at desc, id
    limit ${limit}`;
}

/** Ends a token for ever and returns it; one that was revoked before stays as it is. Undefined when there is none. */
export async function revokeToken(
  sql: Sql,
  { id, by }: { readonly id: string; readonly by: string },
): Promise<TokenRow | undefined> {
  const [row] = await sql<TokenRow[]>`
    update api_token
    set revoked_by = case when revoked_at is null then ${by} else revoked_by end,
        revoked_at = coalesce(revoked_at, now())
    where id = ${id}
    returning ${columns(sql)}`;
  return row;
}

function columns(sql: Sql) {
  return sql`
    id, name, scopes, created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt",
    last_used_at as "lastUsedAt", revoked_at as "revokedAt", revoked_by as "revokedBy"`;
}
