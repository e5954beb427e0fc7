import { type Severity, severityOfRank } from "../base/severity.ts";
import type { EventKind } from "../checks/event-kind.ts";
import { type Reason, reasonOfCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";

/** One event that a message tells of. */
export interface ToldEvent {
  readonly eventId: number;
  readonly incidentId: number;
  readonly kind: EventKind;
  readonly severity: Severity;
  readonly atMs: number;
  /** Of the incident: what it is about, and what it has in common with others. */
  readonly subject: string;
  readonly causeId: number;
  readonly domain: string;
}

/** The events of a message in the order they happened; those of forgotten incidents are missing. */
export async function listToldEvents(sql: Sql, messageId: number): Promise<ToldEvent[]> {
  const rows = await sql<(Omit<ToldEvent, "severity"> & { readonly severity: number })[]>`
    select
      event.id as "eventId", event.incident_id as "incidentId", event.kind, event.severity,
      (extract(epoch from event.at) * 1000)::double precision as "atMs",
      incident.subject, incident.cause_id as "causeId", incident.domain
    from message
    cross join unnest(message.events) as told_id
    join incident_event event on event.id = told_id
    join incident on incident.id = event.incident_id
    where message.id = ${messageId}
    order by event.id`;
  return rows.map((row) => ({ ...row, severity: severityOfRank(row.severity) }));
}

/** What a message says of one incident, beside what happened. */
export interface IncidentFacts {
  readonly incidentId: number;
  readonly worstSeverity: Severity;
  /** Of the last event told that was a failure. */
  readonly reason: Reason;
  readonly message: string;
  readonly domain: string;
  readonly url: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly definedAt: string;
  readonly checkKey: string;
  readonly openedMs: number;
  /** Null when nobody knows the agent any more. */
  readonly agent: string | null;
}

/** Facts of incidents as they were at their event `lastEventId`. */
export async function listIncidentFacts(
  sql: Sql,
  incidents: readonly { readonly incidentId: number; readonly lastEventId: number }[],
): Promise<IncidentFacts[]> {
  const rows = await sql<
    (Omit<IncidentFacts, "worstSeverity" | "reason"> & { worstSeverity: number; reason: number })[]
  >`
    select
      incident.id as "incidentId", incident.worst_severity as "worstSeverity",
      coalesce(failure.reason, incident.reason) as reason, coalesce(failure.message, incident.message) as message,
      incident.domain, incident.url, incident.labels, incident.defined_at as "definedAt",
      incident.check_key as "checkKey",
      (extract(epoch from incident.opened_at) * 1000)::double precision as "openedMs", agent.name as agent
    from unnest(
      ${incidents.map((one) => one.incidentId)}::bigint[],
      ${incidents.map((one) => one.lastEventId)}::bigint[]
    ) as told (incident_id, last_event_id)
    join incident on incident.id = told.incident_id
    left join agent on agent.id = incident.agent_id
    left join lateral (
      select reason, message
      from incident_event
      where incident_event.incident_id = told.incident_id
        and incident_event.id <= told.last_event_id
        and incident_event.severity > 0
      order by incident_event.id desc
      limit 1
    ) failure on true`;
  return rows.map((row) => ({
    ...row,
    worstSeverity: severityOfRank(row.worstSeverity),
    reason: reasonOfCode(row.reason),
  }));
}

/** What some incidents have in common. */
export interface CauseFacts {
  readonly id: number;
  readonly kind: "address" | "issuer" | "reason" | "agents";
  readonly value: string;
  readonly reason: Reason;
  readonly openedMs: number;
  readonly incidents: number;
  readonly openIncidents: number;
}

/** Causes by their ids, in any order. */
export async function listCauseFacts(sql: Sql, ids: readonly number[]): Promise<CauseFacts[]> {
  const rows = await sql<(Omit<CauseFacts, "reason"> & { readonly reason: number })[]>`
    select
      id, kind, value, reason, (extract(epoch from opened_at) * 1000)::double precision as "openedMs",
      incidents, open_incidents as "openIncidents"
    from cause
    where id = any(${[...ids]}::bigint[])`;
  return rows.map((row) => ({ ...row, reason: reasonOfCode(row.reason) }));
}
