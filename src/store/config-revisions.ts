import type { ProbeSettings } from "../contract/lease.ts";
import type { Sql } from "../db/pool.ts";

/** What one applied configuration changed, counted in targets. */
export interface ConfigRevision {
  readonly id: number;
  readonly digest: string;
  readonly appliedAt: Date;
  readonly probe: ProbeSettings;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/**
 * The configuration in force; undefined before the first one is applied. An older version that shares the database stores
 * no canaries.
 */
export async function findConfigRevision(sql: Sql): Promise<ConfigRevision | undefined> {
  const [row] = await sql<ConfigRevision[]>`
    select
      id, digest, applied_at as "appliedAt", jsonb_build_object('canaries', '[]'::jsonb) || probe as probe,
      added, changed, removed
    from config_revision
    order by id desc
    limit 1`;
  return row;
}

/** Makes a configuration the one in force. */
export async function insertConfigRevision(
  sql: Sql,
  revision: Omit<ConfigRevision, "id" | "appliedAt">,
): Promise<void> {
  await sql`
    insert into config_revision (digest, probe, added, changed, removed)
    values (
      ${revision.digest}, ${JSON.stringify(revision.probe)}::text::jsonb,
      ${revision.added}, ${revision.changed}, ${revision.removed}
    )`;
}

/** How long a transaction waits for its turn to apply a configuration. */
const lockTimeout = "45s";

/**
 * Lets one transaction at a time apply a configuration; the lock ends with the transaction. It is waited for longer than
 * any other: when servers start together, each waits for all that came before.
 */
export async function lockConfig(sql: Sql): Promise<void> {
  await sql`select set_config('lock_timeout', ${lockTimeout}, true)`;
  await sql`select pg_advisory_xact_lock(hashtext('argos configuration'))`;
  await sql`set local lock_timeout to default`;
}

/** Lets the planner look at the tables that a configuration fills, and puts what was added into the index of searches. */
export async function analyseTables(sql: Sql): Promise<void> {
  await sql`analyze site, target, check_state, task, site_label`;
  await sql`select gin_clean_pending_list('site_search')`;
}
