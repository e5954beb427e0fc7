import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { deleteSilentAgent, deleteUnseenAgents, findAgent, type UnseenAgents } from "../../store/agents.ts";
import type { RequestDeed } from "../auth/audit-request.ts";
import { closeSystemIncident } from "../incidents/system-incident.ts";
import { aliveSeconds } from "./registry.ts";
import { subjectOfAgent } from "./trust.ts";

/** What became of the wish to forget an agent: only one that is gone is forgotten. */
export type Forgotten = "forgotten" | "alive" | "missing";

/**
 * Forgets an agent that was not heard of lately. Its incident ends: nobody would end it otherwise. What it brought stays,
 * and an agent of its name that calls again is a new one.
 */
export async function forgetAgent(db: Database, id: number): Promise<Forgotten> {
  return await db.transaction(async (tx) => {
    if (await deleteSilentAgent(tx, id, aliveSeconds)) {
      await closeSystemIncident(tx, subjectOfAgent(id), "removed");
      return "forgotten";
    }
    return (await findAgent(tx, id)) === undefined ? "missing" : "alive";
  });
}

/**
 * Forgets agents that were not heard of for `ageMs` and hold no lease, at most `rowsMax`, those of `name` alone where that
 * is given; returns how many. The incident of one ends; what it brought stays, and is shown without its name.
 */
export async function forgetUnseenAgents(tx: Sql, which: UnseenAgents): Promise<number> {
  const gone = await deleteUnseenAgents(tx, which);
  for (const { id } of gone.filter((one) => one.isolated)) await closeSystemIncident(tx, subjectOfAgent(id), "removed");
  return gone.length;
}

/** What the audit says of an agent that somebody let be forgotten. */
export function forgetDeed(id: number): RequestDeed {
  return { action: "agent.forget", subject: subjectOfAgent(id) };
}
