import type { Database } from "../../src/db/connect.ts";
import { passMessageTime } from "./incidents.ts";
import { passTime } from "./queue.ts";

/**
 * Lets whole seconds pass for all that lies between a result and a message: the queue with its schedules, checks, incidents
 * with their events, causes, silences, notices, messages and recipients. What they remember moves into the past together.
 */
export async function passTellingTime(db: Database, seconds: number): Promise<void> {
  await passTime(db, seconds);
  await passMessageTime(db, seconds);
  const span = `${seconds} seconds`;
  await db.transaction(async (tx) => {
    // Slots follow from the phase: they must come nearer too.
    await tx`
      update task
      set phase_seconds = phase_seconds - ${seconds}::int
        - floor((phase_seconds - ${seconds}::int) / interval_seconds) * interval_seconds`;
    await tx`
      update incident
      set acknowledged_at = acknowledged_at - ${span}::interval,
          first_slot = first_slot - ${span}::interval,
          recovery_slot = recovery_slot - ${span}::interval`;
    await tx`update incident_event set at = at - ${span}::interval`;
    await tx`update cause set closed_at = closed_at - ${span}::interval`;
    await tx`
      update silence
      set created_at = created_at - ${span}::interval,
          starts_at = starts_at - ${span}::interval,
          ends_at = ends_at - ${span}::interval`;
  });
}

/**
 * Seconds until something is due between a result and a message; undefined when nothing is. What has been overdue for longer
 * than a moment is nobody's work, such as the looks of an agent that is gone.
 */
export async function nextTellingSeconds(db: Database): Promise<number | undefined> {
  const [row] = await db.run(
    (sql) => sql<{ seconds: number | null }[]>`
      select extract(epoch from min(due_at) - now())::double precision as seconds
      from (
        select visible_at as due_at from task
        union all
        select visible_at from notice
        union all
        select visible_at from recipient where visible_at < 'infinity'
        union all
        select remind_at from incident where closed_at is null
      ) next
      where due_at > now() - interval '5 seconds'`,
  );
  return row?.seconds ?? undefined;
}
