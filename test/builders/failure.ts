import type { AgentError, Failure } from "../../src/checks/observation.ts";

/** An exchange that the target refused. */
export function aFailure(overrides: Partial<Failure> = {}): Failure {
  return {
    kind: "failure",
    url: "https://example.org/",
    reason: "connection-refused",
    message: "192.0.2.7 refused the connection",
    timings: { totalMs: 5 },
    ...overrides,
  };
}

/** An exchange that the agent could not make. */
export function anAgentError(overrides: Partial<AgentError> = {}): AgentError {
  return {
    kind: "agent-error",
    url: "https://example.org/",
    reason: "agent-no-route",
    message: "this machine has no IPv6 route",
    timings: { totalMs: 0 },
    ...overrides,
  };
}
