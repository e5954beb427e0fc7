import type { Sql } from "../db/pool.ts";

/** What is counted: attempts from an address, failures of a name, of a name at an address, and of a session. */
export type AttemptKind = "address" | "account" | "pair" | "session";

/** So many within so many seconds, and no more. */
export interface AttemptLimit {
  readonly hitsMax: number;
  readonly seconds: number;
}

/** Either counted, or refused for so many seconds. */
export type Counted =
  | { readonly kind: "counted" /** Names the hit, to take it back. */; readonly hitText: string }
  | { readonly kind: "refused"; readonly retrySeconds: number };

/**
 * Counts an attempt if that stays within the limit, whoever else counts at the same time: the row is locked until the end of
 * the transaction, here by the first statement. A refused one counts for nothing. `key` is made of SHA-256.
 */
export async function countAttempt(
  tx: Sql,
  attempt: { readonly kind: AttemptKind; readonly key: Uint8Array; readonly limit: AttemptLimit },
): Promise<Counted> {
  const { kind, limit } = attempt;
  const key = Buffer.from(attempt.key);
  await tx`
    insert into login_attempt (kind, key, hits, ends_at)
    values (${kind}, ${key}, '{}', now())
    on conflict (kind, key) do update set ends_at = greatest(login_attempt.ends_at, now())`;
  const [row] = await tx<{ hits: number; hitText: string; retrySeconds: number }[]>`
    with held as materialized (
      select kind, key, hits
      from login_attempt
      where kind = ${kind}
        and key = ${key}
      for update
    ),
    recent as materialized (
      select
        clock.now,
        array(
          select hit
          from unnest(held.hits) as hit
          where hit > clock.now - make_interval(secs => ${limit.seconds})
          order by hit
        ) as hits
      from held, (select clock_timestamp() as now) as clock
    ),
    written as (
      update login_attempt
      set hits = case when cardinality(recent.hits) < ${limit.hitsMax} then recent.hits || recent.now else recent.hits end,
          ends_at = recent.now + make_interval(secs => ${limit.seconds})
      from recent
      where login_attempt.kind = ${kind}
        and login_attempt.key = ${key}
    )
    select
      cardinality(hits) as hits,
      now::text as "hitText",
      coalesce(ceil(extract(epoch from hits[1] - now) + ${limit.seconds})::int, 0) as "retrySeconds"
    from recent`;
  if (row === undefined) throw new Error("an attempt is gone as soon as it was counted");
  if (row.hits < limit.hitsMax) return { kind: "counted", hitText: row.hitText };
  return { kind: "refused", retrySeconds: Math.max(1, row.retrySeconds) };
}

/** Takes back a hit that turned out to be none. */
export async function takeBackAttempt(
  sql: Sql,
  hit: { readonly kind: AttemptKind; readonly key: Uint8Array; readonly hitText: string },
): Promise<void> {
  await sql`
    update login_attempt
    set hits = array_remove(hits, ${hit.hitText}::text::timestamptz)
    where kind = ${hit.kind}
      and key = ${Buffer.from(hit.key)}`;
}

/** Forgets all failures of a name, at any address: somebody who may has vouched for it. */
export async function forgetAttempts(sql: Sql, nameKey: Uint8Array): Promise<void> {
  const key = Buffer.from(nameKey);
  await sql`
    delete from login_attempt
    where (kind = 'account' and key = ${key})
      or (kind = 'pair' and substring(key from 1 for 32) = ${key})`;
}

/** Forgets attempts that no limit looks at any more, at most `rowsMax`; returns how many. */
export async function deleteOldAttempts(sql: Sql, rowsMax: number): Promise<number> {
  const deleted = await sql`
    delete from login_attempt
    where (kind, key) in (
      select kind, key
      from login_attempt
      where ends_at < now()
      order by ends_at
      limit ${rowsMax}
      for update skip locked
    )`;
  return deleted.count;
}
