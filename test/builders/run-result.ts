import { type Severity, worst } from "../../src/base/severity.ts";
import type { Finding } from "../../src/checks/finding.ts";
import type { RunResult } from "../../src/contract/agent.ts";

/** A finding of the check `status-is` that passed. */
export function aFinding(overrides: Partial<Finding> = {}): Finding {
  return { key: "status-is", severity: "ok", reason: "passed", message: "200", ...overrides };
}

/** A finding of the check `status-is` that failed with this severity. */
export function aFailedFinding(severity: Exclude<Severity, "ok"> = "critical"): Finding {
  return aFinding({ severity, reason: "wrong-status", message: "expected 200, got 503" });
}

/** The result of a run in which the check `status-is` passed; ends the lease it is given. */
export function aRunResult(
  lease: { readonly taskId: number; readonly token: number },
  overrides: Partial<RunResult> = {},
): RunResult {
  return {
    taskId: lease.taskId,
    token: lease.token,
    kind: "answer",
    waitMs: 1,
    totalMs: 50,
    dnsMs: 1,
    firstByteMs: 40,
    status: 200,
    bodyBytes: 16,
    findings: [aFinding()],
    ...overrides,
  };
}

/** The result of a run with these findings, and evidence where one is not ok. */
export function aRunWith(
  lease: { readonly taskId: number; readonly token: number },
  ...findings: readonly Finding[]
): RunResult {
  const calm = worst(findings.map((one) => one.severity)) === "ok";
  return aRunResult(lease, { findings: [...findings], ...(calm ? {} : { evidence: { kind: "answer", status: 503 } }) });
}
