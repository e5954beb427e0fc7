import { severityOfRank } from "../../base/severity.ts";
import type { AlertOccasion } from "../../config/notifications.ts";
import type { Notice, NoticeIncident } from "../../queue/notice.ts";

/** A notice of an incident. */
export type IncidentNotice = Notice & { readonly incident: NoticeIncident };

/** What becomes of the notices of one incident: told, kept back, or of no use to anybody. */
export interface Triage {
  readonly told: readonly IncidentNotice[];
  readonly held: readonly IncidentNotice[];
}

/**
 * Decides about all notices of one incident at once. A silence holds what is news and forgets reminders. What opened under
 * a silence and is over says nothing; what was told before and is over is told when the silence ends.
 */
export function triage(notices: readonly IncidentNotice[], silenced: "silenced" | "heard"): Triage {
  const isOver = notices.some(({ incident }) => incident.closed);
  const wasHeld = notices.some(
    ({ incident, held }) => incident.eventKind === "opened" && (held || silenced === "silenced"),
  );
  if (isOver && wasHeld) return { told: [], held: [] };
  if (silenced === "heard") return { told: notices.filter((one) => !isReminder(one) || !isOver), held: [] };
  return { told: [], held: notices.filter((one) => !isReminder(one)) };
}

function isReminder({ incident }: IncidentNotice): boolean {
  return incident.eventKind === "reminded";
}

/** Which occasion decides who is told of an event: what concerns agents is always theirs who hear of agents. */
export function occasionOf({ subject, eventKind, severity }: NoticeIncident): AlertOccasion {
  if (subject === "agents" || subject.startsWith("agent:")) return "noAgent";
  if (eventKind === "recovered" || eventKind === "removed") return "ok";
  return severityOfRank(severity);
}
