import type { Sql } from "../db/pool.ts";

export interface AgentRow {
  readonly id: number;
  readonly name: string;
  readonly version: string;
  readonly startedAt: Date;
  readonly lastSeenAt: Date;
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

/** Agents heard of within `seconds`. */
export async function countAgentsAlive(sql: Sql, seconds: number): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n
    from agent
    where last_seen_at > now() - make_interval(secs => ${seconds})`;
  return row?.n ?? 0;
}

/** The agents heard of last, newest first, at most 100. */
export async function listAgents(sql: Sql): Promise<AgentRow[]> {
  return await sql<AgentRow[]>`
    select
      agent.id,
      agent.name,
      agent.version,
      agent.started_at as "startedAt",
      agent.last_seen_at as "lastSeenAt"
    from agent
    order by agent.last_seen_at desc
    limit 100`;
}
