import type { Sql } from "../db/pool.ts";

/**
 * Locks tasks until the transaction ends, in the order of their ids, whoever leases them. Who changes targets or checks
 * takes these locks first, as who completes leases does (see `hold`): so no two wait for each other.
 */
export async function lockTasks(sql: Sql, taskIds: readonly number[]): Promise<void> {
  await sql`
    select
    from task
    where target_id = any(${[...taskIds]}::int[])
    order by target_id
    for update`;
}
