import type { RunResult } from "../../contract/agent.ts";

/** Whether agents can be believed. */
export interface AgentTrust {
  /** Takes note of how an agent's runs went and says whether they may move anything. */
  weigh(agentId: number, runs: readonly RunResult[]): Promise<"trusted" | "isolated">;
  /** Whether an agent other than this one is alive and believed. At most some seconds old. */
  othersTrusted(agentId: number): Promise<boolean>;
}
