import type { Severity } from "../base/severity.ts";
import type { Target } from "../config/site.ts";

/** What a run of a target came to. */
export interface RunOutcome {
  /** Whether the run stood for a slot or was itself a recheck. */
  readonly kind: "scheduled" | "recheck";
  readonly worst: Severity;
}

/**
 * Milliseconds after which a target is run once more because of a result that is not ok; undefined waits for the next
 * slot. A recheck is not rechecked: a target that keeps failing alternates between delay and interval.
 */
export function recheckAfterMs(target: Pick<Target, "recheckDelayMs">, outcome: RunOutcome): number | undefined {
  if (outcome.kind === "recheck" || outcome.worst === "ok") return undefined;
  return target.recheckDelayMs;
}
