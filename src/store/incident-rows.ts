import { canonicalDomain } from "../base/canonical-domain.ts";
import { type Severity, severityOfRank, severityRank } from "../base/severity.ts";
import { type Reason, reasonOfCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";
import { given } from "./given.ts";

/** Closed incidents that one page looks through at most, when not all of them are wanted. */
export const closedScannedMax = 10_000;

/** What an incident is about: a target, one agent, or that there is no agent. */
export type IncidentAbout = "target" | "agent" | "agents";

/** An incident in a list. */
export interface IncidentRow {
  readonly id: number;
  readonly about: IncidentAbout;
  /** Null when the target left the configuration, and for agents. */
  readonly targetId: number | null;
  readonly causeId: number;
  /** The site's domain, the agent's name, or empty. */
  readonly domain: string;
  readonly url: string;
  readonly checkKey: string;
  /** Now; "ok" once it is over. */
  readonly severity: Severity;
  readonly worstSeverity: Severity;
  readonly reason: Reason;
  readonly message: string;
  readonly flapping: boolean;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  /** Instants as the database writes them, to the microsecond: a page continues exactly there. */
  readonly openedText: string;
  readonly closedText: string | null;
}

/** Which incidents are wanted; what is undefined or empty does not matter. */
export interface IncidentsWanted {
  /** What an open one is, or what a closed one was at its worst. */
  readonly severity?: Severity | undefined;
  readonly causeId?: number | undefined;
  /** Part of the domain. */
  readonly search?: string | undefined;
}

/** The last row of a page of open incidents; the next one begins after it. */
export type OpenPlace = Pick<IncidentRow, "id" | "severity" | "openedText">;

/**
 * Open incidents, the gravest and then the latest first. Walks `incident_worst`; a search walks on until the page is full,
 * at most through all that are open.
 */
export async function listOpenIncidents(
  sql: Sql,
  page: IncidentsWanted & { readonly after?: OpenPlace | undefined; readonly limit: number },
): Promise<IncidentRow[]> {
  const { severity, causeId, after, limit } = page;
  const rows = await sql<StoredIncidentRow[]>`
    select ${incidentColumns(sql)}
    from incident
    where closed_at is null
      ${severity === undefined ? sql`` : sql`and severity = ${severityRank(severity)}::smallint`}
      ${causeId === undefined ? sql`` : sql`and cause_id = ${causeId}::bigint`}
      ${matching(sql, page)}
      ${after === undefined ? sql`` : afterOpen(sql, after)}
    order by severity desc, opened_at desc, id desc
    limit ${limit}`;
  return rows.map(incidentRow);
}

/** The last row of a page of closed incidents; the next one begins after it. */
export type ClosedPlace = Pick<IncidentRow, "id"> & { readonly closedText: string };

/**
 * Closed incidents, those that ended last first. Walks `incident_closed`, or `incident_cause` where one cause is wanted,
 * through `closedScannedMax` rows at most: a page of a search says nothing of what is older than these.
 */
export async function listClosedIncidents(
  sql: Sql,
  page: IncidentsWanted & { readonly after?: ClosedPlace | undefined; readonly limit: number },
): Promise<IncidentRow[]> {
  const { severity, causeId, after, limit } = page;
  const isPlain = severity === undefined && causeId === undefined && (page.search ?? "") === "";
  const rows = await sql<StoredIncidentRow[]>`
    select ${incidentColumns(sql)}
    from (
      select ${storedColumns(sql)}
      from incident
      where closed_at is not null
        ${causeId === undefined ? sql`` : sql`and cause_id = ${causeId}::bigint`}
        ${after === undefined ? sql`` : sql`and (closed_at, id) < (${after.closedText}::text::timestamptz, ${after.id}::bigint)`}
      order by closed_at desc, id desc
      limit ${isPlain ? limit : closedScannedMax}
    ) looked
    where true
      ${severity === undefined ? sql`` : sql`and worst_severity = ${severityRank(severity)}::smallint`}
      ${matching(sql, page)}
    order by closed_at desc, id desc
    limit ${limit}`;
  return rows.map(incidentRow);
}

/** Open incidents that one page looks through at most for those without company. */
const loneScannedMax = 2000;

/** Open incidents of other causes than these, worst first, among the `loneScannedMax` worst of all. */
export async function listLoneIncidents(
  sql: Sql,
  { exceptCauses, limit }: { readonly exceptCauses: readonly number[]; readonly limit: number },
): Promise<IncidentRow[]> {
  const rows = await sql<StoredIncidentRow[]>`
    select ${incidentColumns(sql)}
    from (
      select ${storedColumns(sql)}
      from incident
      where closed_at is null
      order by severity desc, opened_at desc, id desc
      limit ${loneScannedMax}
    ) looked
    where not (cause_id = any(${[...exceptCauses]}::bigint[]))
    order by severity desc, opened_at desc, id desc
    limit ${limit}`;
  return rows.map(incidentRow);
}

/** The open incidents of targets, at most one each, through `incident_open`. */
export async function listOpenIncidentsOf(sql: Sql, targetIds: readonly number[]): Promise<IncidentRow[]> {
  const rows = await sql<StoredIncidentRow[]>`
    select ${incidentColumns(sql)}
    from incident
    where subject = any(${given(sql, sql`${targetIds.map((id) => `target:${id}`)}::text[]`)}::text[])
      and closed_at is null
    order by severity desc, opened_at desc, id desc`;
  return rows.map(incidentRow);
}

/** The most that `countOpenIncidents` counts. */
export const openCountedMax = 1000;

/** How many incidents are open, up to `openCountedMax`. */
export async function countOpenIncidents(sql: Sql): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n
    from (
      select
      from incident
      where closed_at is null
      limit ${openCountedMax}
    ) one`;
  return row?.n ?? 0;
}

function matching(sql: Sql, { search = "" }: IncidentsWanted) {
  return search === "" ? sql`` : sql`and strpos(lower(domain), ${canonicalDomain(search)}) > 0`;
}

function afterOpen(sql: Sql, after: OpenPlace) {
  return sql`
      and (severity, opened_at, id) < (
        ${severityRank(after.severity)}::smallint, ${after.openedText}::text::timestamptz, ${after.id}::bigint
      )`;
}

/** What `incidentColumns` reads, from `incident`: for a part of it that is looked through first. */
export function storedColumns(sql: Sql) {
  return sql`
    id, subject, target_id, cause_id, domain, url, check_key, severity, worst_severity, reason, message, flapping,
    opened_at, closed_at, acknowledged_at, acknowledged_by`;
}

/** The columns of a row, from `incident` or from a part of it. */
export function incidentColumns(sql: Sql) {
  return sql`
    id, subject, target_id as "targetId", cause_id as "causeId", domain, url, check_key as "checkKey", severity,
    worst_severity as "worstSeverity", reason, message, flapping, opened_at as "openedAt", closed_at as "closedAt",
    acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy", opened_at::text as "openedText",
    closed_at::text as "closedText"`;
}

/** A row as `incidentColumns` gives it. */
export interface StoredIncidentRow extends Omit<IncidentRow, "about" | "severity" | "worstSeverity" | "reason"> {
  readonly subject: string;
  readonly severity: number;
  readonly worstSeverity: number;
  readonly reason: number;
}

/** What a row of the database says. */
export function incidentRow({ subject, ...row }: StoredIncidentRow): IncidentRow {
  return {
    ...row,
    about: aboutOf(subject),
    severity: severityOfRank(row.severity),
    worstSeverity: severityOfRank(row.worstSeverity),
    reason: reasonOfCode(row.reason),
  };
}

function aboutOf(subject: string): IncidentAbout {
  if (subject.startsWith("agent:")) return "agent";
  return subject === "agents" ? "agents" : "target";
}
