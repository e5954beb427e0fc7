import { type Severity, severityOfRank, severityRank } from "../base/severity.ts";
import { type Reason, reasonCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";

/** An incident that lasts, as the next result of its target finds it. */
export interface StoredIncident {
  readonly id: number;
  readonly subject: string;
  readonly causeId: number;
  readonly severity: Severity;
  readonly flapping: boolean;
}

/** The open incidents of some subjects, locked until the transaction ends, in the order of their ids. */
export async function holdOpenIncidents(sql: Sql, subjects: readonly string[]): Promise<StoredIncident[]> {
  const rows = await sql<(Omit<StoredIncident, "severity"> & { readonly severity: number })[]>`
    select id, subject, cause_id as "causeId", severity, flapping
    from incident
    where subject = any(${[...subjects]}::text[])
      and closed_at is null
    order by id
    for update`;
  return rows.map((row) => ({ ...row, severity: severityOfRank(row.severity) }));
}

/** A subject whose settled severity left ok. */
export interface NewIncident {
  readonly subject: string;
  readonly targetId: number | null;
  readonly causeId: number;
  readonly domain: string;
  readonly url: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly definedAt: string;
  readonly checkKey: string;
  readonly severity: Severity;
  readonly reason: Reason;
  readonly message: string;
  readonly agentId: number | null;
  readonly flapping: boolean;
  readonly openedAt: Date;
  /** The slot of the first failure, by which its evidence is found; null where there is none. */
  readonly firstSlot: Date | null;
}

/** Opens incidents, no subject twice; returns each one's id by its subject. A subject that has one open is an error. */
export async function insertIncidents(sql: Sql, incidents: readonly NewIncident[]): Promise<Map<string, number>> {
  const rows = await sql<{ id: number; subject: string }[]>`
    insert into incident (
      subject, target_id, cause_id, domain, url, labels, defined_at, check_key, severity, worst_severity, reason,
      message, agent_id, flapping, opened_at, first_slot
    )
    select
      subject, target_id, cause_id, domain, url, labels, defined_at, check_key, severity, severity, reason,
      message, agent_id, flapping, opened_at, first_slot
    from json_to_recordset(${JSON.stringify(incidents.map(incidentRow))}::text::json) as row (
      subject text, target_id int, cause_id bigint, domain text, url text, labels jsonb, defined_at text,
      check_key text, severity smallint, reason smallint, message text, agent_id int, flapping boolean,
      opened_at timestamptz, first_slot timestamptz
    )
    returning id, subject`;
  return new Map(rows.map((row) => [row.subject, row.id]));
}

/** What changed about an incident that lasts. */
export interface ChangedIncident {
  readonly id: number;
  readonly severity: Severity;
  readonly flapping: boolean;
  readonly checkKey: string;
  readonly reason: Reason;
  readonly message: string;
}

/** Records what incidents are now; the gravest they were stays known. */
export async function changeIncidents(sql: Sql, changed: readonly ChangedIncident[]): Promise<void> {
  const rows = changed.map((one) => ({
    id: one.id,
    severity: severityRank(one.severity),
    flapping: one.flapping,
    check_key: one.checkKey,
    reason: reasonCode(one.reason),
    message: one.message,
  }));
  await sql`
    update incident
    set severity = row.severity,
        worst_severity = greatest(incident.worst_severity, row.severity),
        flapping = row.flapping,
        check_key = row.check_key,
        reason = row.reason,
        message = row.message
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as row (
      id bigint, severity smallint, flapping boolean, check_key text, reason smallint, message text
    )
    where incident.id = row.id`;
}

/** Ends incidents: at `closedAt`, whose slot names the evidence of the recovery. */
export async function closeIncidents(
  sql: Sql,
  closed: readonly { readonly id: number; readonly closedAt: Date }[],
): Promise<void> {
  const rows = closed.map((one) => ({ id: one.id, closed_at: one.closedAt }));
  await sql`
    update incident
    set closed_at = greatest(row.closed_at, incident.opened_at),
        recovery_slot = row.closed_at,
        severity = 0,
        remind_at = null
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as row (id bigint, closed_at timestamptz)
    where incident.id = row.id`;
}

/**
 * Opens the latest incident of each subject again where it ended within `withinSeconds` of that subject's `at`; returns those
 * that it did so to. The reason of what happens now is theirs.
 */
export async function reopenIncidents(
  sql: Sql,
  again: readonly (Omit<ChangedIncident, "id"> & { readonly subject: string; readonly at: Date })[],
  withinSeconds: number,
): Promise<StoredIncident[]> {
  const rows = again.map((one) => ({
    subject: one.subject,
    at: one.at,
    severity: severityRank(one.severity),
    check_key: one.checkKey,
    reason: reasonCode(one.reason),
    message: one.message,
  }));
  const reopened = await sql<(Omit<StoredIncident, "severity"> & { readonly severity: number })[]>`
    update incident
    set closed_at = null,
        recovery_slot = null,
        severity = row.severity,
        worst_severity = greatest(incident.worst_severity, row.severity),
        flapping = true,
        check_key = row.check_key,
        reason = row.reason,
        message = row.message
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as row (
      subject text, at timestamptz, severity smallint, check_key text, reason smallint, message text
    )
    cross join lateral (
      select id
      from incident before
      where before.subject = row.subject
        and before.closed_at > row.at - make_interval(secs => ${withinSeconds})
      order by before.id desc
      limit 1
    ) latest
    where incident.id = latest.id
    returning incident.id, incident.subject, incident.cause_id as "causeId", incident.severity, incident.flapping`;
  return reopened.map((row) => ({ ...row, severity: severityOfRank(row.severity) }));
}

function incidentRow(one: NewIncident): Record<string, unknown> {
  return {
    subject: one.subject,
    target_id: one.targetId,
    cause_id: one.causeId,
    domain: one.domain,
    url: one.url,
    labels: one.labels,
    defined_at: one.definedAt,
    check_key: one.checkKey,
    severity: severityRank(one.severity),
    reason: reasonCode(one.reason),
    message: one.message,
    agent_id: one.agentId,
    flapping: one.flapping,
    opened_at: one.openedAt,
    first_slot: one.firstSlot,
  };
}
