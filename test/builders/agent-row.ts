import type { AgentRow } from "../../src/store/agents.ts";

/** An agent that was heard of just now and is believed. */
export function anAgentRow(overrides: Partial<AgentRow> = {}): AgentRow {
  return {
    id: 1,
    name: "paris-1",
    version: "0.1.0",
    startedAt: new Date(),
    lastSeenAt: new Date(),
    isolatedAt: null,
    isolation: null,
    load: { inFlight: 12, slots: 64, cpuShare: 0.4, limited: false },
    runsPerMinute: 600,
    ...overrides,
  };
}
