import type { Severity } from "../base/severity.ts";
import type { Finding } from "./finding.ts";
import type { Reason } from "./reason.ts";

/** What is known of a check after its results so far. */
export interface CheckState {
  readonly severity: Severity;
  readonly reason: Reason;
  readonly message: string;
  /** The slot since which the severity is what it is. */
  readonly sinceMs: number;
  /** The slot of the last result that counted. */
  readonly slotMs: number;
  /** Results in a row, the last included, that were not ok. */
  readonly failures: number;
}

/**
 * The state of a check after a result. Results count in the order of their slots: one not later than the last that
 * counted changes nothing. An agent's own fault says nothing about the target, so it only fills a state that is empty.
 */
export function nextCheckState(prior: CheckState | undefined, finding: Finding, slotMs: number): CheckState {
  const { severity, reason, message } = finding;
  const known = prior?.reason === "not-checked-yet" ? undefined : prior;
  if (known === undefined)
    return { severity, reason, message, sinceMs: slotMs, slotMs, failures: failuresAfter(0, finding) };
  if (slotMs <= known.slotMs || isAgentFault(reason)) return known;
  const sinceMs = severity === known.severity ? known.sinceMs : slotMs;
  return { severity, reason, message, sinceMs, slotMs, failures: failuresAfter(known.failures, finding) };
}

/** Whether a reason blames the agent or its machine. */
export function isAgentFault(reason: Reason): boolean {
  return reason.startsWith("agent-");
}

function failuresAfter(before: number, { severity, reason }: Finding): number {
  return severity === "ok" || isAgentFault(reason) ? 0 : before + 1;
}
