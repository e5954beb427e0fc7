import type { Database } from "../../src/db/connect.ts";

/** Every notice in the order they were written, as `subject kind`. */
export async function listNotices(db: Database): Promise<string[]> {
  const rows = await db.run(
    (sql) => sql<{ subject: string; kind: string }[]>`
      select incident.subject, notice.kind
      from notice
      join incident on incident.id = notice.incident_id
      order by notice.id`,
  );
  return rows.map(({ subject, kind }) => `${subject} ${kind}`);
}

/** The subjects of open incidents, sorted. */
export async function listOpenSubjects(db: Database): Promise<string[]> {
  const rows = await db.run(
    (sql) => sql<{ subject: string }[]>`
      select subject
      from incident
      where closed_at is null
      order by subject`,
  );
  return rows.map((row) => row.subject);
}
