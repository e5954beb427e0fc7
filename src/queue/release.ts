import type { Sql } from "../db/pool.ts";
import type { LeaseName } from "./hold.ts";

/** A lease that was given back. */
export interface Released {
  readonly agentId: number;
  /** When it was given, and given back, by the database's clock. */
  readonly givenAt: Date;
  readonly at: Date;
}

/**
 * Gives leases back unused; returns those that were still held. Their tasks are due since when they were, so that their
 * place in the queue and their lateness stay; the lease does not count as an attempt. `leased_at` and `last_agent` say when
 * and by which agent: `lease` offers them to others first.
 */
export async function release(sql: Sql, agentId: number, leases: readonly LeaseName[]): Promise<Released[]> {
  return await sql<Released[]>`
    with held as materialized (
      select task.target_id, task.leased_at
      from unnest(
        ${leases.map((one) => one.taskId)}::int[],
        ${leases.map((one) => one.token)}::bigint[]
      ) as named (target_id, token)
      join task using (target_id)
      where task.token = named.token
        and task.leased_by = ${agentId}
      order by task.target_id
      for update of task
    )
    update task
    set token = token + 1,
        attempt = greatest(0, attempt - 1),
        leased_by = null,
        leased_at = now(),
        last_agent = ${agentId},
        visible_at = slot
    from held
    where task.target_id = held.target_id
    returning
      ${agentId}::int as "agentId",
      held.leased_at as "givenAt",
      now() as at`;
}
