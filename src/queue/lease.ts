import type { IpFamily, TargetSpec } from "../contract/lease.ts";
import type { Sql } from "../db/pool.ts";

/** Leases without a completion after which a task is held back until someone looks why: see `quarantine.ts`. */
export const attemptsMax = 3;

/** How long a task is kept for another agent than the one that saw it fail or gave it back, in seconds. */
const otherAgentSeconds = 5;

export interface LeaseOrder {
  readonly agentId: number;
  /** Tasks to take at most. */
  readonly limit: number;
  /** IP families the agent can use; tasks for any family always fit. */
  readonly families: readonly IpFamily[];
  /** Whether a recheck, or what this agent gave back, should first be offered to others, who are believed. */
  readonly othersAlive: boolean;
  /** Whether the agent is isolated: rechecks are then left to others as long as there are some. */
  readonly isolated: boolean;
}

export interface LeasedTask {
  readonly taskId: number;
  readonly token: number;
  readonly slot: Date;
  readonly leaseSeconds: number;
  readonly calm: boolean;
  readonly spec: TargetSpec;
  /** When the lease was given, by the database's clock. */
  readonly leasedAt: Date;
  /** The agent whose lease on it ended without a word, and when that was given; null where none did. */
  readonly lostBy: number | null;
  readonly lostGivenAt: Date | null;
}

/**
 * Leases due tasks, the longest overdue first; empty when none is due.
 *
 * A lease is named by (task, token) and is the database's to give: `visible_at` moves to its end, so a task whose agent
 * is lost becomes due again by itself and no process has to look for it. Each family is read through its own stretch of
 * the index, so tasks that no living agent can run do not have to be stepped over. `skip locked` keeps any number of
 * agents from waiting for each other. A task that was given back is due since before then: `leased_by` is null and
 * `leased_at` not before `visible_at`. A run stands for the latest slot that is due: those before it are only counted, so
 * that after an outage nothing is dated back to its beginning. The materialised CTE keeps the planner from locking more
 * rows than the limit. It cannot know how few are due, so `task` and `target` are asked row by row: joined, they were
 * read whole at each lease, which at 10,000 sites took 10 % of a core.
 */
export async function lease(sql: Sql, order: LeaseOrder): Promise<LeasedTask[]> {
  return await sql<LeasedTask[]>`
    with due as materialized (
      select
        candidate.target_id,
        candidate.visible_at,
        candidate.latest_slot,
        candidate.leased_by,
        case when candidate.leased_by is not null then candidate.leased_at end as leased_at
      from unnest(${familyCodes(order.families)}::smallint[]) as wanted (family)
      cross join lateral (
        select
          target_id,
          visible_at,
          leased_by,
          leased_at,
          greatest(
            visible_at,
            next_slot(interval_seconds, phase_seconds, now()) - make_interval(secs => interval_seconds)
          ) as latest_slot
        from task
        where family = wanted.family
          and visible_at <= now()
          and attempt < ${attemptsMax}
          and (
            not rechecking
            or not ${order.othersAlive}
            or (
              not ${order.isolated}
              and (
                last_agent is distinct from ${order.agentId}
                or visible_at <= now() - make_interval(secs => ${otherAgentSeconds})
              )
            )
          )
          and (
            not ${order.othersAlive}
            or leased_by is not null
            or leased_at is null
            or leased_at < visible_at
            or last_agent is distinct from ${order.agentId}
            or leased_at <= now() - make_interval(secs => ${otherAgentSeconds})
          )
        order by visible_at
        limit ${order.limit}
        for update skip locked
      ) candidate
      order by candidate.visible_at
      limit ${order.limit}
    ),
    leased as (
      update task
      set token = token + 1,
          attempt = attempt + 1,
          leased_by = ${order.agentId},
          leased_at = now(),
          slot = case when attempt = 0 then due.latest_slot else slot end,
          missed = case
            when attempt = 0
            then skipped_slots(interval_seconds, phase_seconds, due.visible_at, due.latest_slot)
            else missed
          end,
          visible_at = now() + make_interval(secs => lease_seconds)
      from due
      where task.target_id = due.target_id
        and task.target_id = any(array(select target_id from due))
      returning
        task.target_id,
        task.token,
        task.slot,
        task.lease_seconds,
        task.calm,
        due.leased_by as lost_by,
        due.leased_at as lost_given_at
    )
    select
      leased.target_id as "taskId",
      leased.token,
      leased.slot,
      leased.lease_seconds as "leaseSeconds",
      leased.calm,
      (select spec from target where target.id = leased.target_id) as spec,
      now() as "leasedAt",
      leased.lost_by as "lostBy",
      leased.lost_given_at as "lostGivenAt"
    from leased
    order by leased.slot`;
}

/** Milliseconds until the next task of these families is due or its lease ends; undefined when there is none. Zero when overdue. */
export async function nextDueMs(sql: Sql, families: readonly IpFamily[]): Promise<number | undefined> {
  const [row] = await sql<{ ms: number }[]>`
    select greatest(0, extract(epoch from first.visible_at - now()) * 1000)::double precision as ms
    from unnest(${familyCodes(families)}::smallint[]) as wanted (family)
    cross join lateral (
      select visible_at
      from task
      where family = wanted.family
        and attempt < ${attemptsMax}
      order by visible_at
      limit 1
    ) first
    order by first.visible_at
    limit 1`;
  return row?.ms;
}

/** The number that stands for a family in the table: 0 for any. */
export function familyCode(family: IpFamily): number {
  return family === "any" ? 0 : family;
}

function familyCodes(families: readonly IpFamily[]): number[] {
  return [...new Set([0, ...families.map(familyCode)])];
}
