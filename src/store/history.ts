import type { Sql } from "../db/pool.ts";

/** How much of what changed is kept, and how much is deleted in one statement. */
export interface HistoryLimit {
  readonly ageMs: number;
  readonly rowsMax: number;
}

/**
 * Deletes transitions, evidence and silences older than the limit, the oldest first, at most `rowsMax` of each; returns how
 * many.
 */
export async function deleteHistory(sql: Sql, { ageMs, rowsMax }: HistoryLimit): Promise<number> {
  const transitions = await sql`
    delete from transition
    where id in (
      select id
      from transition
      where at < now() - make_interval(secs => ${ageMs / 1000})
      order by at
      limit ${rowsMax}
    )`;
  const evidence = await sql`
    delete from evidence
    where (target_id, slot) in (
      select target_id, slot
      from evidence
      where slot < now() - make_interval(secs => ${ageMs / 1000})
      order by slot
      limit ${rowsMax}
    )`;
  const silences = await sql`
    delete from silence
    where id in (
      select id
      from silence
      where ends_at < now() - make_interval(secs => ${ageMs / 1000})
      order by ends_at
      limit ${rowsMax}
    )`;
  return transitions.count + evidence.count + silences.count;
}
