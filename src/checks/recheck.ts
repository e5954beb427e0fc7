import { type Severity, severityRank } from "../base/severity.ts";
import type { Target } from "../config/site.ts";
import { type CheckState, isAgentFault } from "./settle.ts";

/** How a run ended, with the states of the target's checks after it. */
export interface RunOutcome {
  /** Whether the run stood for a slot or was itself a recheck. */
  readonly kind: "scheduled" | "recheck";
  /** The gravest finding, and whether the agent itself was at fault, so that nothing was seen. */
  readonly worst: Severity;
  readonly isAgentFault: boolean;
  readonly checks: readonly CheckState[];
}

/** How soon a change that nobody asked to wait for is looked at again, in milliseconds. */
const confirmAfterMs = 2000;

/**
 * Milliseconds after which a target is run once more; undefined waits for the next slot. What is not settled is looked at
 * again soon: a first failure without retries and a recovery at once, a failure with retries after the recheck delay.
 * A target that keeps failing alternates between delay and interval.
 */
export function recheckAfterMs(
  target: Pick<Target, "recheckDelayMs" | "retryBeforeNotification">,
  outcome: RunOutcome,
): number | undefined {
  const isOnTime = outcome.worst === "ok" || outcome.kind === "recheck";
  if (outcome.isAgentFault) return isOnTime ? undefined : target.recheckDelayMs;
  const open = outcome.checks.filter((check) => check.severity !== check.steady && counts(check));
  if (open.some((check) => target.retryBeforeNotification === 0 || isEasing(check))) {
    return Math.min(confirmAfterMs, target.recheckDelayMs ?? confirmAfterMs);
  }
  return open.length === 0 && isOnTime ? undefined : target.recheckDelayMs;
}

function counts(check: CheckState): boolean {
  return check.reason !== "not-checked-yet" && !isAgentFault(check.reason);
}

function isEasing(check: CheckState): boolean {
  return severityRank(check.severity) < severityRank(check.steady);
}
