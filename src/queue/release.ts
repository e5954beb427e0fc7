import type { Sql } from "../db/pool.ts";
import type { LeaseName } from "./hold.ts";

/**
 * Gives leases back unused; returns how many were still held. Their tasks are due since when they were, so that their
 * place in the queue and their lateness stay; the lease does not count as an attempt.
 */
export async function release(sql: Sql, agentId: number, leases: readonly LeaseName[]): Promise<number> {
  const released = await sql`
    with held as materialized (
      select task.target_id
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
        visible_at = slot
    from held
    where task.target_id = held.target_id`;
  return released.count;
}
