import type { Clock } from "../../base/clock.ts";
import type { Database } from "../../db/connect.ts";
import { type AgentStanding, type Losses, listAgentStandings } from "../../store/agents.ts";
import { aliveSeconds } from "./registry.ts";

/** How long what the database says of agents is taken for true, in milliseconds: other servers isolate agents too. */
const readEveryMs = 2000;

/** Whether an agent's word moves checks. */
export type Standing = "trusted" | "isolated";

/** What the database says of agents, at most some seconds old. */
export interface Standings {
  of(agentId: number): Promise<Standing>;
  /** Whether another agent is alive and believed. */
  othersTrusted(agentId: number): Promise<boolean>;
  /** Rounds of leases that an agent lost. */
  lostInRow(agentId: number): Promise<number>;
  /** Reads anew when asked next. */
  forget(): void;
}

/** Is told of each agent that lives and is believed what it lost, each time the database is read. */
export type OnLosses = (agentId: number, losses: Losses) => Promise<void>;

/** Standings over the `agent` table. */
export function createStandings(db: Database, clock: Clock, onLosses: OnLosses): Standings {
  let read = { atMs: Number.NEGATIVE_INFINITY, agents: new Map<number, AgentStanding>() };

  async function current(): Promise<ReadonlyMap<number, AgentStanding>> {
    const nowMs = clock.monotonicMs();
    if (nowMs - read.atMs < readEveryMs) return read.agents;
    const rows = await db.run((sql) => listAgentStandings(sql, aliveSeconds));
    read = { atMs: nowMs, agents: new Map(rows.map((one) => [one.id, one])) };
    for (const { id, losses } of rows.filter((one) => one.alive && !one.isolated)) await onLosses(id, losses);
    return read.agents;
  }

  return {
    async of(agentId) {
      return (await current()).get(agentId)?.isolated ? "isolated" : "trusted";
    },
    async othersTrusted(agentId) {
      return (await current()).values().some((one) => one.id !== agentId && one.alive && !one.isolated);
    },
    async lostInRow(agentId) {
      return (await current()).get(agentId)?.losses.rounds ?? 0;
    },
    forget() {
      read = { ...read, atMs: Number.NEGATIVE_INFINITY };
    },
  };
}
