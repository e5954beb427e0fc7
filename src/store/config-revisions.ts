import type { ProbeSettings } from "../contract/lease.ts";
import type { ConfigDiff } from "../contract/v1/configuration.ts";
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

/** A configuration to put in force. */
export interface NewRevision extends RevisionCounts {
  readonly digest: string;
  readonly probe: ProbeSettings;
  readonly diff: ConfigDiff;
}

/** How large a configuration is and what it changed, counted in targets where nothing else is said. */
export interface RevisionCounts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly sites: number;
  readonly targets: number;
  readonly checks: number;
  /** Runs that the schedules of all targets want. */
  readonly runsPerMinute: number;
}

/** Revisions whose differences are kept: each may hold some hundred targets. */
const diffsMax = 100;

/** Makes a configuration the one in force; returns its number. The oldest difference that is kept goes. */
export async function insertConfigRevision(sql: Sql, revision: NewRevision): Promise<number> {
  const { digest, probe, added, changed, removed, diff, sites, targets, checks, runsPerMinute } = revision;
  const [row] = await sql<{ id: number }[]>`
    insert into config_revision (
      digest, probe, added, changed, removed, diff, sites, targets, checks, runs_per_minute
    )
    values (
      ${digest}, ${JSON.stringify(probe)}::text::jsonb, ${added}, ${changed}, ${removed},
      ${JSON.stringify(diff)}::text::jsonb, ${sites}, ${targets}, ${checks}, ${runsPerMinute}
    )
    returning id`;
  if (row === undefined) throw new Error("no revision was stored");
  await sql`
    update config_revision
    set diff = null
    where id = (
      select id
      from config_revision
      order by id desc
      offset ${diffsMax}
      limit 1
    )`;
  return row.id;
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
