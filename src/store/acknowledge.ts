import { type Severity, severityOfRank } from "../base/severity.ts";
import { type Reason, reasonOfCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";

/** What became of an acknowledgement: only the first of an open incident changes anything. */
export type Acknowledgement = "acknowledged" | "already" | "closed" | "missing";

/** What a person must see of an incident before acting on it. */
export interface IncidentFacts {
  readonly id: number;
  /** Empty for an incident about agents. */
  readonly domain: string;
  readonly url: string;
  readonly severity: Severity;
  readonly reason: Reason;
  readonly message: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
}

/** Somebody knows: ends the reminders of an open incident and records who it was. Doing it again changes nothing. */
export async function acknowledgeIncident(
  tx: Sql,
  { incidentId, actor }: { readonly incidentId: number; readonly actor: string },
): Promise<Acknowledgement> {
  const inserted = await tx`
    with incident as (
      update incident
      set acknowledged_at = now(), acknowledged_by = ${actor}, remind_at = null
      where id = ${incidentId}::bigint
        and closed_at is null
        and acknowledged_at is null
      returning id, severity, reason, message
    )
    insert into incident_event (incident_id, at, kind, severity, reason, message, actor)
    select id, now(), 'acknowledged', severity, reason, message, ${actor}
    from incident`;
  if (inserted.count > 0) return "acknowledged";
  const facts = await findIncidentFacts(tx, incidentId);
  if (facts === undefined) return "missing";
  return facts.acknowledgedAt === null ? "closed" : "already";
}

/** What a person must see of an incident; undefined for an id that is not there. */
export async function findIncidentFacts(sql: Sql, incidentId: number): Promise<IncidentFacts | undefined> {
  const [row] = await sql<(Omit<IncidentFacts, "severity" | "reason"> & { severity: number; reason: number })[]>`
    select
      id, domain, url, severity, reason, message, opened_at as "openedAt", closed_at as "closedAt",
      acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy"
    from incident
    where id = ${incidentId}::bigint`;
  return row && { ...row, severity: severityOfRank(row.severity), reason: reasonOfCode(row.reason) };
}
