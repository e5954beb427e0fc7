import { type LeaseRequest, protocolVersion, type ResultsRequest, type RunResult } from "../../src/contract/agent.ts";

/** Who asks, in every request of an agent. */
export const aCaller = { agent: "paris", instance: "1", version: "0.1.0", protocol: protocolVersion } as const;

/** Asks for a task of IPv4 without waiting. */
export function aLeaseRequest(overrides: Partial<LeaseRequest> = {}): LeaseRequest {
  return { ...aCaller, freeSlots: 100, families: [4], waitMs: 0, ...overrides };
}

/** Posts results. */
export function aResultsRequest(...results: readonly RunResult[]): ResultsRequest {
  return { ...aCaller, results };
}
