import type { Sql } from "../db/pool.ts";

/**
 * Makes every task due now whose target is not ok and that no agent holds; returns how many. One that is locked is being
 * leased, completed or changed at this moment: it is left to that.
 */
export async function rescheduleNotOk(sql: Sql): Promise<number> {
  const rescheduled = await sql`
    with waiting as materialized (
      select target_id
      from task
      where not calm
        and leased_by is null
        and visible_at > now()
      for update skip locked
    )
    update task
    set visible_at = now()
    from waiting
    where task.target_id = waiting.target_id`;
  return rescheduled.count;
}

/**
 * Makes tasks due now; returns how many. Their schedules stay: after this run each goes on with its own next slot. One that
 * an agent holds, or that is locked at this moment, is about to have a result anyway and is left alone.
 */
export async function rescheduleTargets(sql: Sql, targetIds: readonly number[]): Promise<number> {
  const rescheduled = await sql`
    with waiting as materialized (
      select target_id
      from task
      where target_id = any(${[...targetIds]}::int[])
        and leased_by is null
        and visible_at > now()
      order by target_id
      for update skip locked
    )
    update task
    set visible_at = now()
    from waiting
    where task.target_id = waiting.target_id
      and task.target_id = any(${[...targetIds]}::int[])`;
  return rescheduled.count;
}
