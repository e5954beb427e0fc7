import type { RunResult } from "../../src/contract/agent.ts";
import { aFinding, aRunResult } from "./run-result.ts";

interface Leased {
  readonly taskId: number;
  readonly token: number;
}

/** The result of a run in which the target did not answer in time; each task has an address of its own unless told. */
export function aTimeout(lease: Leased, remoteAddress = `192.0.2.${lease.taskId % 256}`): RunResult {
  const message = "no answer in 10 s";
  return aRunResult(lease, {
    kind: "failure",
    remoteAddress,
    findings: [aFinding({ severity: "critical", reason: "timeout", message })],
    evidence: { kind: "failure", reason: "timeout", message },
  });
}

/** The result of a run in which neither target nor canaries answered. */
export function aCutOff(lease: Leased): RunResult {
  const message = "no answer in 10 s; no canary answered either";
  const finding = aFinding({ severity: "unknown", reason: "agent-isolated", message });
  return aRunResult(lease, { kind: "agent-error", findings: [finding] });
}
