import type { Database } from "../../db/connect.ts";
import { listChecks, type StoredCheck } from "../../store/checks.ts";
import {
  type EventRow,
  findIncident,
  type IncidentDetail,
  listIncidentEvidence,
  listLatestEvents,
} from "../../store/incident-detail.ts";
import { type IncidentMessage, listIncidentMessages } from "../../store/incident-messages.ts";
import { type IncidentRow, listClosedIncidents, listOpenIncidents } from "../../store/incident-rows.ts";
import { type CauseRow, findCause } from "../../store/open-causes.ts";
import { type Page, pageOf } from "../page-of.ts";
import { type KnownEvidence, knownEvidence } from "./known-evidence.ts";

/** Events, messages and other incidents that an incident is shown with. */
export const eventsMax = 100;
const messagesMax = 50;
const othersMax = 10;

/** An incident and all there is to know of it. */
export interface IncidentRead {
  readonly incident: IncidentDetail;
  /** The latest, oldest first. */
  readonly events: readonly EventRow[];
  readonly cause: CauseRow | undefined;
  /** Other incidents of its cause: open ones first. */
  readonly others: readonly IncidentRow[];
  readonly evidence: Readonly<Record<"failure" | "recovery", KnownEvidence | undefined>>;
  /** Newest first. */
  readonly messages: Page<IncidentMessage>;
  /** The checks of its target as they are now; none when it left the configuration. */
  readonly checks: readonly StoredCheck[];
}

/** One incident, in eight queries; undefined for an id that is not there. */
export async function readIncident(db: Database, id: number): Promise<IncidentRead | undefined> {
  return await db.run(async (sql) => {
    const incident = await findIncident(sql, id);
    if (incident === undefined) return undefined;
    const { causeId, targetId } = incident;
    const [events, cause, open, closed, evidence, messages, checks] = await Promise.all([
      listLatestEvents(sql, { incidentId: id, limit: eventsMax }),
      findCause(sql, causeId),
      listOpenIncidents(sql, { causeId, limit: othersMax + 1 }),
      listClosedIncidents(sql, { causeId, limit: othersMax + 1 }),
      listIncidentEvidence(sql, id),
      listIncidentMessages(sql, { incidentId: id, causeId, limit: messagesMax + 1 }),
      listChecks(sql, targetId === null ? [] : [targetId]),
    ]);
    const seenAt = (at: "failure" | "recovery") => knownEvidence(evidence.find((one) => one.at === at));
    return {
      incident,
      events: events.toReversed(),
      cause,
      others: [...open, ...closed].filter((one) => one.id !== id).slice(0, othersMax),
      evidence: { failure: seenAt("failure"), recovery: seenAt("recovery") },
      messages: pageOf(messages, messagesMax),
      checks,
    };
  });
}
