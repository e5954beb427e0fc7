import { type Severity, severityRank } from "../base/severity.ts";
import type { EventKind } from "../checks/event-kind.ts";
import { type Reason, reasonCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";

/** What happened to an incident, and when it was observed. */
export interface IncidentEvent {
  readonly incidentId: number;
  readonly at: Date;
  readonly kind: EventKind;
  readonly severity: Severity;
  readonly reason: Reason;
  readonly message: string;
}

/** What people are told of at once. */
const noticed: readonly EventKind[] = ["opened", "escalated", "reopened", "recovered", "removed"];

/** Records events in their order and, in the same transaction, a notice for each that people are told of. */
export async function insertEvents(sql: Sql, events: readonly IncidentEvent[]): Promise<void> {
  const rows = events.map((one) => ({
    incident_id: one.incidentId,
    at: one.at,
    kind: one.kind,
    severity: severityRank(one.severity),
    reason: reasonCode(one.reason),
    message: one.message,
  }));
  await sql`
    with added as (
      insert into incident_event (incident_id, at, kind, severity, reason, message)
      select incident_id, at, kind, severity, reason, message
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as row (
        incident_id bigint, at timestamptz, kind text, severity smallint, reason smallint, message text
      )
      returning id, incident_id, kind
    )
    insert into notice (incident_id, event_id, kind)
    select incident_id, id, kind
    from added
    where kind = any(${[...noticed]}::text[])
    order by id`;
}
