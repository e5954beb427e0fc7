import type { FailureFacts } from "../../checks/cause.ts";
import type { Outlook } from "../../checks/incident.ts";

/** What a target has come to, and what was seen of it then. */
export interface TargetOutlook {
  readonly targetId: number;
  readonly outlook: Outlook;
  /** The slot of the run, or when the server decided. */
  readonly at: Date;
  readonly agentId: number | null;
  readonly facts: Omit<FailureFacts, "reason">;
}

/** The name under which the database keeps at most one incident of a target open. */
export function subjectOf(targetId: number): string {
  return `target:${targetId}`;
}
