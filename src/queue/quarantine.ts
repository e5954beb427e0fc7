import type { Sql } from "../db/pool.ts";
import { attemptsMax } from "./lease.ts";

/** How long a task that seems to kill its agent rests, in seconds. */
const restSeconds = 3600;

/** How long after the lease's end an agent that lives must have been seen, in seconds: longer than its long poll's rhythm. */
const graceSeconds = 30;

/** A task that rests. */
export interface Quarantined {
  readonly targetId: number;
  /** When that was decided, by the database's clock. */
  readonly at: Date;
}

/** A lease of such a task that ended without a word. */
export interface LostTask {
  readonly agentId: number;
  /** When its lease was given, and found lost. */
  readonly givenAt: Date;
  readonly at: Date;
}

/**
 * Decides about tasks that were leased three times without a completion. Where the agent died while it held the task
 * (it was not seen after the lease's end, or has been started anew since), the task rests for an hour, is known to have no
 * data until then; where the agent lives on and only its results were lost, the task is due at once. `lost` are the leases of both.
 */
export async function quarantine(
  sql: Sql,
): Promise<{ readonly resting: readonly Quarantined[]; readonly lost: readonly LostTask[] }> {
  const decided = await sql<(Quarantined & LostTask & { readonly rests: boolean })[]>`
    with suspect as materialized (
      select
        task.target_id,
        task.leased_by,
        task.leased_at,
        (agent.id is null or agent.last_seen_at < task.visible_at or agent.started_at > task.leased_at) as died
      from task
      left join agent on agent.id = task.leased_by
      where task.attempt >= ${attemptsMax}
        and task.visible_at <= now() - make_interval(secs => ${graceSeconds})
      order by task.target_id
      for update of task skip locked
    )
    update task
    set token = token + 1,
        attempt = 0,
        leased_by = null,
        calm = false,
        silent = silent or suspect.died,
        visible_at = case when suspect.died then now() + make_interval(secs => ${restSeconds}) else now() end
    from suspect
    where task.target_id = suspect.target_id
    returning
      task.target_id as "targetId",
      now() as at,
      suspect.died as rests,
      suspect.leased_by as "agentId",
      suspect.leased_at as "givenAt"`;
  const resting = decided.filter((one) => one.rests).map(({ targetId, at }) => ({ targetId, at }));
  return { resting, lost: decided.map(({ agentId, givenAt, at }) => ({ agentId, givenAt, at })) };
}
