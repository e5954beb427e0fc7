import type { Sql } from "../db/pool.ts";

/** Restarts and absences in a row that are forgiven: the work in hand is lost by them, and no fault. */
export const forgivenMax = 10;

/** An agent that was not heard of for so many seconds was away; it calls every 15 s at least. */
export const awaySeconds = 30;

/** A lease that ended without a word, found when its task was leased anew, or that was given back unrun. */
export interface LostLease {
  readonly agentId: number;
  /** When it was given, by the database's clock. */
  readonly givenAt: Date;
}

/**
 * Counts leases that agents lost. Those given since the last loss are a round more: what one agent had in hand at one time is
 * one round, whenever the losses are found. Leases from before a restart or an absence that is forgiven count for nothing.
 */
export async function countLostLeases(sql: Sql, lost: readonly LostLease[], foundAt: Date): Promise<void> {
  await sql`
    with lost as materialized (
      select agent.id, count(*) as leases, max(found.given_at) as given_at
      from unnest(
        ${lost.map((one) => one.agentId)}::int[],
        ${lost.map((one) => one.givenAt.toISOString())}::text[]::timestamptz[]
      ) as found (agent_id, given_at)
      join agent on agent.id = found.agent_id
      where found.given_at >= coalesce(agent.forgiven_at, '-infinity')
      group by agent.id
    ),
    held as materialized (
      select agent.id
      from agent
      join lost using (id)
      order by agent.id
      for update of agent
    )
    update agent
    set lost_leases = agent.lost_leases + lost.leases,
        lost_rounds = agent.lost_rounds + case when ${isNewRound(sql)} then 1 else 0 end,
        lost_at = case when ${isNewRound(sql)} then ${foundAt.toISOString()}::text::timestamptz else agent.lost_at end
    from lost
    join held using (id)
    where agent.id = lost.id`;
}

function isNewRound(sql: Sql) {
  return sql`lost.given_at >= coalesce(agent.lost_at, '-infinity')`;
}

/** Begins to count the losses of an agent anew. */
export async function clearLosses(sql: Sql, id: number): Promise<void> {
  await sql`
    update agent
    set lost_rounds = 0,
        lost_leases = 0,
        lost_at = null,
        returned_runs = 0
    where id = ${id}`;
}
