import type { Sql } from "../db/pool.ts";

/** What a run saw, kept where it changed the state of a check. `observation` is plain JSON, already bounded. */
export interface Evidence {
  readonly targetId: number;
  readonly slot: Date;
  readonly observation: unknown;
}

/** Keeps what runs saw; a run that has evidence already keeps the first. */
export async function insertEvidence(sql: Sql, evidence: readonly Evidence[]): Promise<void> {
  const rows = evidence.map((one) => ({ target_id: one.targetId, slot: one.slot, observation: one.observation }));
  await sql`
    insert into evidence (target_id, slot, observation)
    select target_id, slot, observation
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as row (
      target_id int, slot timestamptz, observation jsonb
    )
    on conflict do nothing`;
}

/** The newest evidence of a target; undefined when none was kept. */
export async function findLatestEvidence(sql: Sql, targetId: number): Promise<Evidence | undefined> {
  const [row] = await sql<{ targetId: number; slot: Date; observation: unknown }[]>`
    select target_id as "targetId", slot, observation
    from evidence
    where target_id = ${targetId}
    order by slot desc
    limit 1`;
  return row;
}
