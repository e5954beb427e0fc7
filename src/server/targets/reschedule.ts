import type { Database } from "../../db/connect.ts";
import { rescheduleTargets } from "../../queue/reschedule.ts";
import { findSite } from "../../store/site-rows.ts";
import { findTarget, listTargetIds } from "../../store/target-rows.ts";
import type { RequestDeed } from "../auth/audit-request.ts";

/** Targets of one site that are made due at once at most. */
const targetsMax = 1000;

/** Lets a target be checked now: how many runs that brings, none while an agent is at it. Undefined for no such target. */
export async function rescheduleTarget(db: Database, id: number): Promise<number | undefined> {
  return await db.run(async (sql) =>
    (await findTarget(sql, id)) === undefined ? undefined : await rescheduleTargets(sql, [id]),
  );
}

/** Lets all targets of a site be checked now: how many runs that brings. Undefined for no such site. */
export async function rescheduleSite(db: Database, id: number): Promise<number | undefined> {
  return await db.run(async (sql) => {
    if ((await findSite(sql, id)) === undefined) return undefined;
    return await rescheduleTargets(sql, await listTargetIds(sql, id, targetsMax));
  });
}

/** What the audit says of checks that somebody made due, however many were waiting. */
export function rescheduleDeed(subject: `target:${number}` | `site:${number}` | "checks that are not ok"): RequestDeed {
  return { action: "reschedule", subject };
}
