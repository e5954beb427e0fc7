import type { Sql } from "../db/pool.ts";

/** A configuration that was in force, or is, as people see it. What an older version did not store is null. */
export interface RevisionRow {
  readonly id: number;
  readonly digest: string;
  readonly appliedAt: Date;
  /** In targets, as the two that follow. */
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly sites: number | null;
  readonly targets: number | null;
  readonly checks: number | null;
  readonly runsPerMinute: number | null;
}

/** Revisions, the latest first; `beforeId` ends the page before. */
export async function listRevisions(
  sql: Sql,
  page: { readonly beforeId: number | undefined; readonly limit: number },
): Promise<RevisionRow[]> {
  return await sql<RevisionRow[]>`
    select ${columns(sql)}
    from config_revision
    where true
      ${page.beforeId === undefined ? sql`` : sql`and id < ${page.beforeId}::bigint`}
    order by id desc
    limit ${page.limit}`;
}

/** What one revision changed, as it was stored; null when it is kept no longer, undefined for no such revision. */
export async function findRevisionDiff(sql: Sql, id: number): Promise<unknown> {
  const [row] = await sql<{ diff: unknown }[]>`
    select diff
    from config_revision
    where id = ${id}`;
  return row?.diff;
}

/** Runs a minute that the configuration in force wants; null where an older version applied it, or none is in force. */
export async function findWantedRuns(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ runs: number | null }[]>`
    select runs_per_minute as runs
    from config_revision
    order by id desc
    limit 1`;
  return row?.runs ?? null;
}

function columns(sql: Sql) {
  return sql`
    id, digest, applied_at as "appliedAt", added, changed, removed, sites, targets, checks,
    runs_per_minute as "runsPerMinute"`;
}
