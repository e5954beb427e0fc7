import type { Sql } from "../db/pool.ts";

export interface AgentRow {
  readonly id: number;
  readonly name: string;
  readonly version: string;
  readonly startedAt: Date;
  readonly lastSeenAt: Date;
  /** Since when nothing it says moves anything, and why; null while it is believed. */
  readonly isolatedAt: Date | null;
  readonly isolation: string | null;
}

/** Records that an agent was heard of; returns its id. Another instance of the same name counts as a new start. */
export async function touchAgent(
  sql: Sql,
  agent: { readonly name: string; readonly instance: string; readonly version: string },
): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into agent (name, instance, version)
    values (${agent.name}, ${agent.instance}, ${agent.version})
    on conflict (name) do update
    set started_at = case when agent.instance = excluded.instance then agent.started_at else now() end,
        instance = excluded.instance,
        version = excluded.version,
        last_seen_at = now()
    returning id`;
  if (row === undefined) throw new Error("the upsert of an agent returned no row");
  return row.id;
}

/** Whether an agent lives and is believed. */
export interface AgentStanding {
  readonly id: number;
  readonly alive: boolean;
  readonly isolated: boolean;
}

/** Every agent that was heard of within `aliveSeconds` or is isolated. Reads the table, a row an agent. */
export async function listAgentStandings(sql: Sql, aliveSeconds: number): Promise<AgentStanding[]> {
  return await sql<AgentStanding[]>`
    select id, alive, isolated_at is not null as isolated
    from agent
    cross join lateral (select last_seen_at > now() - make_interval(secs => ${aliveSeconds}) as alive) heard
    where alive
      or isolated_at is not null`;
}

/** Isolates an agent that is not yet; returns its name, or undefined when it is already or is not known. */
export async function isolateAgent(sql: Sql, id: number, isolation: string): Promise<string | undefined> {
  const [row] = await sql<{ name: string }[]>`
    update agent
    set isolated_at = now(),
        isolation = ${isolation}
    where id = ${id}
      and isolated_at is null
    returning name`;
  return row?.name;
}

/** Ends the isolation of an agent; returns its name, or undefined when it is not isolated. */
export async function trustAgent(sql: Sql, id: number): Promise<string | undefined> {
  const [row] = await sql<{ name: string }[]>`
    update agent
    set isolated_at = null,
        isolation = null
    where id = ${id}
      and isolated_at is not null
    returning name`;
  return row?.name;
}

/**
 * Milliseconds since an agent that is believed was last heard of; while there was none yet, since the first configuration
 * was applied. Undefined before that.
 */
export async function findTrustedSilenceMs(sql: Sql): Promise<number | undefined> {
  const [row] = await sql<{ ms: number | null }[]>`
    select (extract(epoch from now() - greatest(
      (select applied_at from config_revision order by id limit 1),
      (select max(least(last_seen_at, isolated_at)) from agent)
    )) * 1000)::double precision as ms`;
  return row?.ms ?? undefined;
}

/** The agents heard of last, newest first, at most 100. */
export async function listAgents(sql: Sql): Promise<AgentRow[]> {
  return await sql<AgentRow[]>`
    select
      agent.id,
      agent.name,
      agent.version,
      agent.started_at as "startedAt",
      agent.last_seen_at as "lastSeenAt",
      agent.isolated_at as "isolatedAt",
      agent.isolation
    from agent
    order by agent.last_seen_at desc
    limit 100`;
}
