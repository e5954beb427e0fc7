import type { Sql } from "../db/pool.ts";

/** A task whose lease still stands, locked until the transaction ends. */
export interface HeldTask {
  readonly taskId: number;
  readonly token: number;
  readonly slot: Date;
  /** Whether every check of the target was ok after the last run. */
  readonly calm: boolean;
  readonly rechecking: boolean;
  readonly recheckSeconds: number | null;
  /** Failures to see beyond the first before anyone is told. */
  readonly retries: number;
  /** Whether its way through proves that Argos works. */
  readonly canary: boolean;
  /** The checks of the target, in no order. */
  readonly checkKeys: readonly string[];
}

/** The name of a lease. */
export interface LeaseName {
  readonly taskId: number;
  readonly token: number;
}

/**
 * Locks those of `leases` that the agent still holds, in the order of their ids, so that batches that overlap wait for
 * each other instead of deadlocking. Keys of checks are read from their index; a change of them ends the lease. A lease that ended, was revoked or went to another agent is not among them.
 */
export async function hold(sql: Sql, agentId: number, leases: readonly LeaseName[]): Promise<HeldTask[]> {
  return await sql<HeldTask[]>`
    select
      task.target_id as "taskId",
      task.token,
      task.slot,
      task.calm,
      task.rechecking,
      task.recheck_seconds as "recheckSeconds",
      task.retries,
      task.canary,
      array(select key from check_state where check_state.target_id = task.target_id) as "checkKeys"
    from unnest(
      ${leases.map((one) => one.taskId)}::int[],
      ${leases.map((one) => one.token)}::bigint[]
    ) as named (target_id, token)
    join task using (target_id)
    where task.token = named.token
      and task.leased_by = ${agentId}
    order by task.target_id
    for update of task`;
}

/** Why a lease is not held: its run was completed before, something else ended it, or its target is no more. */
export type LostLease = LeaseName & { readonly disposition: "duplicate" | "stale" | "gone" };

/** Explains each of `leases`, none of which the agent holds. */
export async function explainLost(sql: Sql, leases: readonly LeaseName[]): Promise<LostLease[]> {
  return await sql<LostLease[]>`
    select
      named.target_id as "taskId",
      named.token,
      case
        when task.target_id is null then 'gone'
        when task.token = named.token and task.leased_by is null then 'duplicate'
        when exists (
          select from result
          where result.target_id = named.target_id
            and result.token = named.token
            and result.slot > now() - interval '1 hour'
        ) then 'duplicate'
        else 'stale'
      end as disposition
    from unnest(
      ${leases.map((one) => one.taskId)}::int[],
      ${leases.map((one) => one.token)}::bigint[]
    ) as named (target_id, token)
    left join task using (target_id)`;
}
