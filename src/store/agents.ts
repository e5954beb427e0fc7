import type { AgentLoad } from "../contract/agent-load.ts";
import type { Sql } from "../db/pool.ts";
import { awaySeconds, forgivenMax } from "./lost-leases.ts";

export interface AgentRow {
  readonly id: number;
  readonly name: string;
  readonly version: string;
  readonly startedAt: Date;
  readonly lastSeenAt: Date;
  /** Since when nothing it says moves anything, and why; null while it is believed. */
  readonly isolatedAt: Date | null;
  readonly isolation: string | null;
  /** What it says that it carries; null for one that does not say. */
  readonly load: AgentLoad | null;
  /** Runs that it brought in about the last minute. */
  readonly runsPerMinute: number;
}

/** What an agent's sign of life says. */
export interface AgentSign {
  readonly name: string;
  readonly instance: string;
  readonly version: string;
  /** Undefined where this request tells none. */
  readonly load?: AgentLoad | undefined;
  /** Runs that it brought since the sign before. */
  readonly runs?: number;
}

/**
 * Records that an agent was heard of; returns its id. Another instance of the same name counts as a new start. Runs fade
 * with their age, by e^(-age / 60 s), so that their sum is those of a minute without a row for each. What an agent lost by
 * a start or an absence is forgiven, some times in a row; ten minutes without any make the next the first again.
 */
export async function touchAgent(sql: Sql, agent: AgentSign): Promise<number> {
  const { name, instance, version, load, runs = 0 } = agent;
  const [row] = await sql<{ id: number }[]>`
    insert into agent (name, instance, version, in_flight, slots, cpu_share, limited, recent_runs)
    values (
      ${name}, ${instance}, ${version}, ${load?.inFlight ?? null}, ${load?.slots ?? null}, ${load?.cpuShare ?? null},
      ${load?.limited ?? null}, ${runs}
    )
    on conflict (name) do update
    set started_at = case when agent.instance = excluded.instance then agent.started_at else now() end,
        in_flight = ${keptLoad(sql, "in_flight")},
        slots = ${keptLoad(sql, "slots")},
        cpu_share = ${keptLoad(sql, "cpu_share")},
        limited = ${keptLoad(sql, "limited")},
        recent_runs = ${fadedRuns(sql)} + excluded.recent_runs,
        absences = case when ${wasAway(sql)} then ${absencesInRow(sql)} + 1 else agent.absences end,
        absent_at = case when ${wasAway(sql)} then now() else agent.absent_at end,
        forgiven_at = case when ${isForgiven(sql)} then now() else agent.forgiven_at end,
        lost_rounds = case when ${losesAnew(sql)} then 0 else agent.lost_rounds end,
        lost_leases = case when ${losesAnew(sql)} then 0 else agent.lost_leases end,
        lost_at = case when ${losesAnew(sql)} then null else agent.lost_at end,
        returned_runs = case
          when ${losesAnew(sql)} or agent.lost_rounds = 0 then 0
          else least(agent.returned_runs + ${runs}::bigint, 1000000000)
        end,
        instance = excluded.instance,
        version = excluded.version,
        last_seen_at = now()
    returning id`;
  if (row === undefined) throw new Error("the upsert of an agent returned no row");
  return row.id;
}

function wasAway(sql: Sql) {
  return sql`(
    agent.instance <> excluded.instance or agent.last_seen_at < now() - make_interval(secs => ${awaySeconds})
  )`;
}

function absencesInRow(sql: Sql) {
  return sql`case when agent.absent_at > now() - interval '10 minutes' then agent.absences else 0 end`;
}

function isForgiven(sql: Sql) {
  return sql`(${wasAway(sql)} and ${absencesInRow(sql)} < ${forgivenMax})`;
}

/** An isolated agent has only its probation to show: whatever it brings of that counts. */
function losesAnew(sql: Sql) {
  return sql`(${isForgiven(sql)} or (agent.isolated_at is not null and excluded.recent_runs > 0))`;
}

/** A request without a load leaves the one before, unless the agent was started anew and may be of another version. */
function keptLoad(sql: Sql, column: "in_flight" | "slots" | "cpu_share" | "limited") {
  return sql`
    case
      when agent.instance = excluded.instance then coalesce(excluded.${sql(column)}, agent.${sql(column)})
      else excluded.${sql(column)}
    end`;
}

/** The runs of an agent as they count now. After ten minutes they count for nothing: smaller powers would end in an error. */
function fadedRuns(sql: Sql) {
  return sql`
    case
      when agent.last_seen_at < now() - interval '10 minutes' then 0
      else agent.recent_runs * exp(extract(epoch from agent.last_seen_at - now())::double precision / 60)
    end`;
}

/** Whether an agent lives and is believed, and what it took and did not bring back. */
export interface AgentStanding {
  readonly id: number;
  readonly alive: boolean;
  readonly isolated: boolean;
  readonly losses: Losses;
}

/** What an agent lost since it last lost nothing. */
export interface Losses {
  /** Times that it was given leases anew and lost some. */
  readonly rounds: number;
  readonly leases: number;
  /** Runs that it brought since the first of them. */
  readonly returned: number;
  /** Since the last round was found lost, in seconds. */
  readonly ageSeconds: number;
}

/** Every agent that was heard of within `aliveSeconds` or is isolated. Reads the table, a row an agent. */
export async function listAgentStandings(sql: Sql, aliveSeconds: number): Promise<AgentStanding[]> {
  const rows = await sql<(Omit<AgentStanding, "losses"> & Losses)[]>`
    select
      id,
      alive,
      isolated_at is not null as isolated,
      lost_rounds as rounds,
      lost_leases as leases,
      returned_runs as returned,
      coalesce(extract(epoch from now() - lost_at), 0)::double precision as "ageSeconds"
    from agent
    cross join lateral (select last_seen_at > now() - make_interval(secs => ${aliveSeconds}) as alive) heard
    where alive
      or isolated_at is not null`;
  return rows.map(({ id, alive, isolated, ...losses }) => ({ id, alive, isolated, losses }));
}

/** Isolates an agent that is not yet; returns its name, or undefined when it is already or is not known. */
export async function isolateAgent(sql: Sql, id: number, isolation: string): Promise<string | undefined> {
  const [row] = await sql<{ name: string }[]>`
    update agent
    set isolated_at = now(),
        isolation = ${isolation},
        lost_rounds = 0,
        lost_leases = 0,
        lost_at = null,
        returned_runs = 0
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
        isolation = null,
        lost_rounds = 0,
        lost_leases = 0,
        lost_at = null,
        returned_runs = 0
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

/** Forgets an agent of which nothing was heard for so long; false for one that was heard of, or is not there. */
export async function deleteSilentAgent(tx: Sql, id: number, aliveSeconds: number): Promise<boolean> {
  const deleted = await tx`
    delete from agent
    where id = ${id}
      and last_seen_at < now() - make_interval(secs => ${aliveSeconds})`;
  return deleted.count > 0;
}

/** Agents that are gone. */
export interface UnseenAgents {
  readonly ageMs: number;
  readonly rowsMax: number;
  /** The only one that is meant; all unless told. */
  readonly name?: string;
}

/** Forgets agents of which nothing was heard for so long and that hold no lease; each row says whether it was isolated. */
export async function deleteUnseenAgents(
  tx: Sql,
  { ageMs, rowsMax, name }: UnseenAgents,
): Promise<{ readonly id: number; readonly isolated: boolean }[]> {
  return await tx<{ id: number; isolated: boolean }[]>`
    delete from agent
    where id in (
      select id
      from agent
      where last_seen_at < now() - make_interval(secs => ${ageMs / 1000})
        and not exists (select from task where task.leased_by = agent.id and task.visible_at > now())
        ${name === undefined ? tx`` : tx`and agent.name = ${name}`}
      order by last_seen_at
      limit ${rowsMax}
      for update skip locked
    )
    returning id, isolated_at is not null as isolated`;
}

/** The name of an agent; undefined for an id that is not there. */
export async function findAgent(sql: Sql, id: number): Promise<string | undefined> {
  const [row] = await sql<{ name: string }[]>`
    select name
    from agent
    where id = ${id}`;
  return row?.name;
}

/** How many agents a list has at most. */
export const agentsMax = 100;

/** The agents heard of last, newest first, at most `agentsMax`. */
export async function listAgents(sql: Sql): Promise<AgentRow[]> {
  const rows = await sql<StoredAgentRow[]>`
    select
      agent.id,
      agent.name,
      agent.version,
      agent.started_at as "startedAt",
      agent.last_seen_at as "lastSeenAt",
      agent.isolated_at as "isolatedAt",
      agent.isolation,
      agent.in_flight as "inFlight",
      agent.slots,
      agent.cpu_share as "cpuShare",
      agent.limited,
      ${fadedRuns(sql)} as "runsPerMinute"
    from agent
    order by agent.last_seen_at desc
    limit ${agentsMax}`;
  return rows.map(agentRow);
}

interface StoredAgentRow extends Omit<AgentRow, "load"> {
  readonly inFlight: number | null;
  readonly slots: number | null;
  readonly cpuShare: number | null;
  readonly limited: boolean | null;
}

function agentRow({ inFlight, slots, cpuShare, limited, ...row }: StoredAgentRow): AgentRow {
  const known = inFlight !== null && slots !== null && cpuShare !== null && limited !== null;
  return { ...row, load: known ? { inFlight, slots, cpuShare, limited } : null };
}
