import type { Sql } from "../db/pool.ts";
import type { LeaseName } from "./hold.ts";

/** How a run ended, as far as the queue must know. */
export interface Completion extends LeaseName {
  /** Whether every check of the target is ok now. */
  readonly calm: boolean;
  /** Run once more after this many seconds, unless the next slot comes sooner. */
  readonly recheckSeconds: number | null;
}

export interface CompletedTask extends LeaseName {
  /** Slots before the one the run stands for, and between it and its completion, that nobody ran. */
  readonly missed: number;
  /** Milliseconds from the slot to the lease. */
  readonly leaseLateMs: number;
}

/**
 * Ends leases that the transaction holds (see `hold`) and schedules the next run: the first slot of the target's own
 * schedule after now, never an interval after completion, so that nothing drifts and nothing bunches.
 */
export async function complete(sql: Sql, agentId: number, runs: readonly Completion[]): Promise<CompletedTask[]> {
  return await sql<CompletedTask[]>`
    with run as (
      select *
      from unnest(
        ${runs.map((one) => one.taskId)}::int[],
        ${runs.map((one) => one.token)}::bigint[],
        ${runs.map((one) => (one.calm ? 1 : 0))}::int[],
        ${runs.map((one) => one.recheckSeconds)}::int[]
      ) as run (target_id, token, calm, recheck_seconds)
    )
    update task
    set attempt = 0,
        leased_by = null,
        last_agent = ${agentId},
        calm = run.calm = 1,
        rechecking = coalesce(
          now() + make_interval(secs => run.recheck_seconds)
            < next_slot(task.interval_seconds, task.phase_seconds, now()),
          false
        ),
        visible_at = least(
          now() + make_interval(secs => run.recheck_seconds),
          next_slot(task.interval_seconds, task.phase_seconds, now())
        )
    from run
    where task.target_id = run.target_id
      and task.token = run.token
      and task.leased_by = ${agentId}
    returning
      task.target_id as "taskId",
      task.token,
      task.missed + greatest(
        0,
        floor((extract(epoch from now()) - task.phase_seconds::numeric) / task.interval_seconds)
          - floor((extract(epoch from task.slot) - task.phase_seconds::numeric) / task.interval_seconds)
      )::int as missed,
      greatest(0, extract(epoch from task.leased_at - task.slot) * 1000)::double precision as "leaseLateMs"`;
}
