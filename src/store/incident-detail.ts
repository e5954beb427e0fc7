import { type Severity, severityOfRank } from "../base/severity.ts";
import type { EventKind } from "../checks/event-kind.ts";
import { type Reason, reasonOfCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";
import { type IncidentRow, incidentColumns, incidentRow, type StoredIncidentRow } from "./incident-rows.ts";

/** An incident with all that is known of it. */
export interface IncidentDetail extends IncidentRow {
  readonly labels: Readonly<Record<string, string>>;
  /** `file:line` of the target; empty for agents. */
  readonly definedAt: string;
  /** Who saw it; null when that agent is forgotten. */
  readonly agent: string | null;
  /** Of the target's site; null when the target left the configuration. */
  readonly siteId: number | null;
  /** Whether there can be evidence of it. */
  readonly firstSlot: Date | null;
  readonly recoverySlot: Date | null;
}

/** One incident; undefined for an id that is not there. */
export async function findIncident(sql: Sql, id: number): Promise<IncidentDetail | undefined> {
  const [row] = await sql<(StoredIncidentRow & Omit<IncidentDetail, keyof IncidentRow>)[]>`
    select
      ${incidentColumns(sql)}, labels, defined_at as "definedAt", first_slot as "firstSlot",
      recovery_slot as "recoverySlot",
      (select name from agent where agent.id = incident.agent_id) as agent,
      (select site_id from target where target.id = incident.target_id) as "siteId"
    from incident
    where id = ${id}::bigint`;
  if (row === undefined) return undefined;
  const { labels, definedAt, firstSlot, recoverySlot, agent, siteId } = row;
  return { ...incidentRow(row), labels, definedAt, firstSlot, recoverySlot, agent, siteId };
}

/** What happened to an incident, and who did it where a person did. */
export interface EventRow {
  readonly id: number;
  readonly at: Date;
  readonly kind: EventKind;
  readonly severity: Severity;
  readonly reason: Reason;
  readonly message: string;
  readonly actor: string | null;
}

/** The latest events of an incident, newest first, through `incident_event_incident`. */
export async function listLatestEvents(
  sql: Sql,
  { incidentId, limit }: { readonly incidentId: number; readonly limit: number },
): Promise<EventRow[]> {
  const rows = await sql<(Omit<EventRow, "severity" | "reason"> & Record<"severity" | "reason", number>)[]>`
    select id, at, kind, severity, reason, message, actor
    from incident_event
    where incident_id = ${incidentId}::bigint
    order by id desc
    limit ${limit}`;
  return rows.map((row) => ({ ...row, severity: severityOfRank(row.severity), reason: reasonOfCode(row.reason) }));
}

/** What was seen at the first failure of an incident or at its recovery. */
export interface IncidentEvidence {
  readonly at: "failure" | "recovery";
  readonly slot: Date;
  /** As an agent wrote it. */
  readonly observation: unknown;
}

/** The evidence of an incident, at most one of each; none when its target left the configuration or time took it. */
export async function listIncidentEvidence(sql: Sql, incidentId: number): Promise<IncidentEvidence[]> {
  return await sql<IncidentEvidence[]>`
    select
      case when evidence.slot = incident.first_slot then 'failure' else 'recovery' end as at,
      evidence.slot, evidence.observation
    from incident
    join evidence on evidence.target_id = incident.target_id
      and evidence.slot in (incident.first_slot, incident.recovery_slot)
    where incident.id = ${incidentId}::bigint
    order by evidence.slot`;
}
