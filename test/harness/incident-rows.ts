import { type Severity, severityOfRank } from "../../src/base/severity.ts";
import { type Reason, reasonOfCode } from "../../src/checks/reason.ts";
import type { Database } from "../../src/db/connect.ts";

/** An incident as the database holds it, in a form that tests can compare. */
export interface IncidentRow {
  readonly id: number;
  readonly subject: string;
  readonly domain: string;
  readonly definedAt: string;
  readonly severity: Severity;
  readonly worst: Severity;
  readonly reason: Reason;
  readonly causeId: number;
  readonly flapping: boolean;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly firstSlot: Date | null;
  readonly recoverySlot: Date | null;
}

/** Every incident, in the order they opened. */
export async function listIncidentRows(db: Database): Promise<IncidentRow[]> {
  const rows = await db.run(
    (sql) => sql<
      (Omit<IncidentRow, "severity" | "worst" | "reason"> & Record<"severity" | "worst" | "reason", number>)[]
    >`
      select
        id, subject, domain, defined_at as "definedAt", severity, worst_severity as worst, reason,
        cause_id as "causeId", flapping, opened_at as "openedAt", closed_at as "closedAt", first_slot as "firstSlot",
        recovery_slot as "recoverySlot"
      from incident
      order by id`,
  );
  return rows.map((row) => ({
    ...row,
    severity: severityOfRank(row.severity),
    worst: severityOfRank(row.worst),
    reason: reasonOfCode(row.reason),
  }));
}

/** What happened to an incident, oldest first, as `kind severity`. */
export async function listEventWords(db: Database, incidentId: number): Promise<string[]> {
  const rows = await db.run(
    (sql) => sql<{ kind: string; severity: number }[]>`
      select kind, severity
      from incident_event
      where incident_id = ${incidentId}
      order by id`,
  );
  return rows.map((row) => `${row.kind} ${severityOfRank(row.severity)}`);
}

/** The kinds of the notices that wait, oldest first. */
export async function listNoticeKinds(db: Database): Promise<string[]> {
  const rows = await db.run((sql) => sql<{ kind: string }[]>`select kind from notice order by id`);
  return rows.map((row) => row.kind);
}

/** Every cause, oldest first. */
export async function listCauseRows(db: Database) {
  const rows = await db.run(
    (sql) => sql<
      {
        id: number;
        kind: string;
        value: string;
        reason: number;
        incidents: number;
        open: number;
        closedAt: Date | null;
      }[]
    >`
      select id, kind, value, reason, incidents, open_incidents as open, closed_at as "closedAt"
      from cause
      order by id`,
  );
  return rows.map((row) => ({ ...row, reason: reasonOfCode(row.reason) }));
}

/** Every notice in the order they were written, as `subject kind`. */
export async function listNotices(db: Database): Promise<string[]> {
  const rows = await db.run(
    (sql) => sql<{ subject: string; kind: string }[]>`
      select incident.subject, notice.kind
      from notice
      join incident on incident.id = notice.incident_id
      order by notice.id`,
  );
  return rows.map(({ subject, kind }) => `${subject} ${kind}`);
}

/** The subjects of open incidents, sorted. */
export async function listOpenSubjects(db: Database): Promise<string[]> {
  const rows = await db.run(
    (sql) => sql<{ subject: string }[]>`
      select subject
      from incident
      where closed_at is null
      order by subject`,
  );
  return rows.map((row) => row.subject);
}
