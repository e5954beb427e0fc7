import type { Sql } from "../db/pool.ts";
import {
  closedScannedMax,
  type IncidentRow,
  incidentColumns,
  incidentRow,
  type StoredIncidentRow,
  storedColumns,
} from "./incident-rows.ts";

/**
 * The closed incidents of some sites, those that ended last first, among the `closedScannedMax` that ended last of all: a
 * walk of `incident_closed`.
 */
export async function listClosedIncidentsOf(
  sql: Sql,
  { domains, limit }: { readonly domains: readonly string[]; readonly limit: number },
): Promise<IncidentRow[]> {
  const rows = await sql<StoredIncidentRow[]>`
    select ${incidentColumns(sql)}
    from (
      select ${storedColumns(sql)}
      from incident
      where closed_at is not null
      order by closed_at desc, id desc
      limit ${closedScannedMax}
    ) looked
    where domain = any(${[...domains]}::text[])
      and subject like 'target:%'
    order by closed_at desc, id desc
    limit ${limit}`;
  return rows.map(incidentRow);
}

/** An incident of a feed. */
export interface FeedIncident extends IncidentRow {
  /** When something last happened to it. */
  readonly updatedAt: Date;
}

/** Incidents that a feed looks through at most, of those opened last and of those closed last, where it wants a label. */
const feedScannedMax = 2000;

/** What opened or ended last, the newest first; with a label, only incidents of sites that had it. */
export async function listFeedIncidents(
  sql: Sql,
  page: { readonly label: { readonly name: string; readonly value: string } | undefined; readonly limit: number },
): Promise<FeedIncident[]> {
  const { label, limit } = page;
  const scanned = label === undefined ? limit : feedScannedMax;
  const rows = await sql<(StoredIncidentRow & { readonly updatedAt: Date })[]>`
    select
      ${incidentColumns(sql)},
      coalesce(
        (select at from incident_event where incident_id = looked.id order by incident_event.id desc limit 1),
        closed_at,
        opened_at
      ) as "updatedAt"
    from (
      (
        select ${storedColumns(sql)}, labels
        from incident
        order by id desc
        limit ${scanned}
      )
      union
      (
        select ${storedColumns(sql)}, labels
        from incident
        where closed_at is not null
        order by closed_at desc, id desc
        limit ${scanned}
      )
    ) looked
    where true
      ${label === undefined ? sql`` : sql`and labels ->> ${label.name}::text = ${label.value}::text`}
    order by coalesce(closed_at, opened_at) desc, id desc
    limit ${limit}`;
  return rows.map(({ updatedAt, ...row }) => ({ ...incidentRow(row), updatedAt }));
}
