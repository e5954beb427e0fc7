import type { Sql } from "../db/pool.ts";
import type { LeaseName } from "./hold.ts";

/** How a run ended, as far as the queue must know. */
export interface Completion extends LeaseName {
  /** Whether every check of the target is ok now. */
  readonly calm: boolean;
  /** Run once more after this many seconds, unless the next slot comes sooner. */
  readonly recheckSeconds: number | null;
  /** Whether the next run should be another agent's, now: this one's word counts for nothing. */
  readonly elsewhere: boolean;
  /** Whether the next run, whenever it is, should be offered to other agents first: a failure only one has seen. */
  readonly suspect: boolean;
  /** Whether the run said something of the target; one that did not leaves it on its way to having no data. */
  readonly heard: boolean;
}

export interface CompletedTask extends LeaseName {
  /** Slots before the one the run stands for, and between it and its completion, that nobody ran. */
  readonly missed: number;
  /** Milliseconds from the slot to the lease. */
  readonly leaseLateMs: number;
}

/**
 * Ends leases that the transaction holds (see `hold`) and schedules the next run: the first slot of the target's own
 * schedule after now, never an interval after completion, so that nothing drifts and nothing bunches. A run that counts for
 * nothing is done again at once, as a recheck: those are offered to other agents first.
 */
export async function complete(sql: Sql, agentId: number, runs: readonly Completion[]): Promise<CompletedTask[]> {
  return await sql<CompletedTask[]>`
    with run as (
      select *
      from unnest(
        ${runs.map((one) => one.taskId)}::int[],
        ${runs.map((one) => one.token)}::bigint[],
        ${runs.map((one) => (one.calm ? 1 : 0))}::int[],
        ${runs.map((one) => (one.elsewhere ? 0 : one.recheckSeconds))}::int[],
        ${runs.map((one) => (one.heard ? 1 : 0))}::int[],
        ${runs.map((one) => (one.suspect ? 1 : 0))}::int[]
      ) as run (target_id, token, calm, recheck_seconds, heard, suspect)
    )
    update task
    set attempt = 0,
        leased_by = null,
        last_agent = ${agentId},
        calm = run.calm = 1,
        rechecking = run.suspect = 1 or coalesce(
          now() + make_interval(secs => run.recheck_seconds)
            < next_slot(task.interval_seconds, task.phase_seconds, now()),
          false
        ),
        visible_at = least(
          now() + make_interval(secs => run.recheck_seconds),
          next_slot(task.interval_seconds, task.phase_seconds, now())
        ),
        silent = task.silent and run.heard = 0,
        silent_at = case
          when run.heard = 1 then now() + silence_limit(task.interval_seconds, task.lease_seconds)
          else task.silent_at
        end
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
