import type { IpFamily } from "../contract/lease.ts";
import type { Sql } from "../db/pool.ts";
import { familyCode } from "./lease.ts";

/** Seconds a lease lasts beyond its target's timeout: for the way to the agent, its waiting places and the way back. */
const leaseMarginSeconds = 15;

/** The schedule of a target. */
export interface Enrolment {
  readonly targetId: number;
  readonly family: IpFamily;
  readonly intervalSeconds: number;
  /** Where in its interval the target's slots lie, in seconds. */
  readonly phaseSeconds: number;
  readonly recheckSeconds: number | null;
  readonly timeoutMs: number;
  /** Failures to see beyond the first before anyone is told. */
  readonly retries: number;
  /** Whether its way through proves that Argos works. */
  readonly canary: boolean;
}

/** Puts targets in the queue, due at once. One that is there already gets the new schedule, and a lease on it ends. */
export async function enroll(sql: Sql, enrolments: readonly Enrolment[]): Promise<void> {
  const rows = enrolments.map((one) => ({
    target_id: one.targetId,
    family: familyCode(one.family),
    interval_seconds: one.intervalSeconds,
    phase_seconds: one.phaseSeconds,
    recheck_seconds: one.recheckSeconds,
    lease_seconds: Math.ceil(one.timeoutMs / 1000) + leaseMarginSeconds,
    retries: one.retries,
    canary: one.canary,
  }));
  await sql`
    insert into task (
      target_id, family, interval_seconds, phase_seconds, recheck_seconds, lease_seconds, retries, canary, visible_at,
      silent_at
    )
    select
      target_id, family, interval_seconds, phase_seconds, recheck_seconds, lease_seconds, retries, canary, now(),
      now() + silence_limit(interval_seconds, lease_seconds)
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as row (
      target_id int, family smallint, interval_seconds int, phase_seconds double precision,
      recheck_seconds int, lease_seconds int, retries smallint, canary boolean
    )
    order by phase_seconds
    on conflict (target_id) do update
    set family = excluded.family,
        interval_seconds = excluded.interval_seconds,
        phase_seconds = excluded.phase_seconds,
        recheck_seconds = excluded.recheck_seconds,
        lease_seconds = excluded.lease_seconds,
        retries = excluded.retries,
        canary = excluded.canary,
        visible_at = excluded.visible_at,
        silent = false,
        silent_at = excluded.silent_at,
        token = task.token + 1,
        attempt = 0,
        leased_by = null,
        rechecking = false,
        calm = false`;
}
