import type { Database } from "../../db/connect.ts";
import { type AgentRow, listAgents } from "../../store/agents.ts";
import { findWantedRuns } from "../../store/revision-rows.ts";
import { aliveSeconds } from "../agents/registry.ts";
import { type Workforce, workforceOf } from "../agents/workforce.ts";

export interface AgentsRead {
  /** Those heard of last, newest first. */
  readonly agents: readonly AgentRow[];
  readonly work: Workforce;
}

/** The agents and whether they are enough, in two queries. */
export async function readAgents(db: Database, now: Date): Promise<AgentsRead> {
  return await db.run(async (sql) => {
    const [agents, wanted] = await Promise.all([listAgents(sql), findWantedRuns(sql)]);
    const working = agents.filter((one) => isAlive(one, now) && one.isolatedAt === null);
    return { agents, work: workforceOf(wanted, working) };
  });
}

/** Whether an agent was heard of lately. */
export function isAlive({ lastSeenAt }: Pick<AgentRow, "lastSeenAt">, now: Date): boolean {
  return lastSeenAt.getTime() > now.getTime() - aliveSeconds * 1000;
}
