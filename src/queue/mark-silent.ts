import type { Sql } from "../db/pool.ts";

/** A task whose target has no data. */
export interface SilentTask {
  readonly targetId: number;
  /** A millisecond before the target was last heard of, or enrolled: earlier than the slot of any run to come. */
  readonly sinceAt: Date;
}

/**
 * Marks tasks of which no run said anything for three intervals, and holds their locks until the transaction ends; at most
 * `tasksMax` of them, the longest silent first, and the locks in the order of ids. A task is marked once: only a run that
 * says something makes it one to look for again. One that is locked is being completed or changed and comes later.
 */
export async function markSilent(sql: Sql, tasksMax: number): Promise<SilentTask[]> {
  return await sql<SilentTask[]>`
    with unheard as materialized (
      select target_id
      from task
      where not silent
        and silent_at <= now()
      order by silent_at
      limit ${tasksMax}
    ),
    mine as materialized (
      select target_id
      from task
      where target_id = any(array(select target_id from unheard))
        and not silent
        and silent_at <= now()
      order by target_id
      for update skip locked
    )
    update task
    set silent = true,
        calm = false
    from mine
    where task.target_id = mine.target_id
      and task.target_id = any(array(select target_id from mine))
    returning
      task.target_id as "targetId",
      silent_at - silence_limit(interval_seconds, lease_seconds) - interval '1 millisecond' as "sinceAt"`;
}
