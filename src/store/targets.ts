import type { TargetSpec } from "../contract/lease.ts";
import type { Sql } from "../db/pool.ts";

/** A target as the configuration wants it. */
export interface WantedTarget {
  readonly siteId: number;
  readonly key: string;
  readonly spec: TargetSpec;
  readonly specDigest: string;
  readonly intervalSeconds: number;
  readonly recheckSeconds: number | null;
  readonly retryBeforeNotification: number;
  readonly definedAt: string;
}

/** What must be known of a stored target to see whether the configuration changed it. */
export interface TargetKey {
  readonly id: number;
  readonly key: string;
  readonly specDigest: string;
  readonly definedAt: string;
}

/** Every stored target's key and digest. For applying a configuration only: it reads the whole table. */
export async function listTargetKeys(sql: Sql): Promise<TargetKey[]> {
  return await sql<TargetKey[]>`
    select id, key, spec_digest as "specDigest", defined_at as "definedAt"
    from target`;
}

/** Inserts targets, or changes those whose key is there; returns each one's id by its key. */
export async function upsertTargets(sql: Sql, targets: readonly WantedTarget[]): Promise<Map<string, number>> {
  const rows = await sql<{ id: number; key: string }[]>`
    insert into target (
      site_id, key, method, url, family, spec, spec_digest, interval_seconds, recheck_seconds,
      retry_before_notification, defined_at
    )
    select
      site_id, key, method, url, family, spec::jsonb, spec_digest, interval_seconds, recheck_seconds,
      retry_before_notification, defined_at
    from unnest(
      ${targets.map((one) => one.siteId)}::int[],
      ${targets.map((one) => one.key)}::text[],
      ${targets.map((one) => one.spec.method)}::text[],
      ${targets.map((one) => one.spec.url)}::text[],
      ${targets.map((one) => (one.spec.family === "any" ? 0 : one.spec.family))}::smallint[],
      ${targets.map((one) => JSON.stringify(one.spec))}::text[],
      ${targets.map((one) => one.specDigest)}::text[],
      ${targets.map((one) => one.intervalSeconds)}::int[],
      ${targets.map((one) => one.recheckSeconds)}::int[],
      ${targets.map((one) => one.retryBeforeNotification)}::int[],
      ${targets.map((one) => one.definedAt)}::text[]
    ) as row (
      site_id, key, method, url, family, spec, spec_digest, interval_seconds, recheck_seconds,
      retry_before_notification, defined_at
    )
    on conflict (key) do update
    set site_id = excluded.site_id,
        method = excluded.method,
        url = excluded.url,
        family = excluded.family,
        spec = excluded.spec,
        spec_digest = excluded.spec_digest,
        interval_seconds = excluded.interval_seconds,
        recheck_seconds = excluded.recheck_seconds,
        retry_before_notification = excluded.retry_before_notification,
        defined_at = excluded.defined_at
    returning id, key`;
  return new Map(rows.map((row) => [row.key, row.id]));
}

/** Notes that targets stand elsewhere in the files now; nothing else about them changed. */
export async function moveTargets(sql: Sql, moved: readonly Pick<TargetKey, "id" | "definedAt">[]): Promise<void> {
  await sql`
    update target
    set defined_at = row.defined_at
    from unnest(
      ${moved.map((one) => one.id)}::int[],
      ${moved.map((one) => one.definedAt)}::text[]
    ) as row (id, defined_at)
    where target.id = row.id`;
}

/** Removes targets with their checks, tasks and transitions. */
export async function deleteTargets(sql: Sql, ids: readonly number[]): Promise<void> {
  await sql`
    delete from target
    where id = any(${[...ids]}::int[])`;
}

/** The checks a target should have, in order. */
export interface WantedCheck {
  readonly targetId: number;
  readonly key: string;
  readonly position: number;
}

/** Makes the checks of the targets named in `wanted` exactly those: new ones wait to be checked, known ones keep their state. */
export async function replaceChecks(
  sql: Sql,
  wanted: { readonly targetIds: readonly number[]; readonly checks: readonly WantedCheck[]; readonly reason: number },
): Promise<void> {
  const rows = JSON.stringify(
    wanted.checks.map((one) => ({ target_id: one.targetId, key: one.key, position: one.position })),
  );
  await sql`
    delete from check_state
    where target_id = any(${[...wanted.targetIds]}::int[])
      and (target_id, key) not in (
        select target_id, key
        from json_to_recordset(${rows}::text::json) as row (target_id int, key text)
      )`;
  await sql`
    insert into check_state (target_id, key, position, reason)
    select target_id, key, position, ${wanted.reason}
    from json_to_recordset(${rows}::text::json) as row (target_id int, key text, position smallint)
    on conflict (target_id, key) do update
    set position = excluded.position`;
}

/** Where targets lead, for people; in the order of their ids. */
export async function listTargetPlaces(
  sql: Sql,
  ids: readonly number[],
): Promise<{ readonly domain: string; readonly method: string; readonly url: string }[]> {
  return await sql<{ domain: string; method: string; url: string }[]>`
    select site.domain, target.method, target.url
    from target
    join site on site.id = target.site_id
    where target.id = any(${[...ids]}::int[])
    order by target.id`;
}
