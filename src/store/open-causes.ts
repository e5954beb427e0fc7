import { type Severity, severityOfRank } from "../base/severity.ts";
import { type Reason, reasonOfCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";
import type { JoinedCause } from "./causes.ts";

/** Sites of a cause are counted up to so many open incidents: beyond, counting would cost what nobody gains. */
export const sitesCountedMax = 5000;

/** What incidents have in common, for a person to read. */
export interface CauseRow {
  readonly id: number;
  readonly kind: JoinedCause["kind"];
  /** The address, the issuer or the agent's name; empty for kind "reason". */
  readonly value: string;
  readonly reason: Reason;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  /** Incidents that ever joined, and those that last. */
  readonly incidents: number;
  readonly openIncidents: number;
  /** Distinct sites whose incidents last; null when there are more than `sitesCountedMax` incidents. */
  readonly sites: number | null;
  /** The gravest of the open incidents; "ok" when none lasts. Of the first `sitesCountedMax` by domain. */
  readonly severity: Severity;
  /** The first few of these sites, by domain. */
  readonly domains: readonly string[];
}

/** The last row of a page; the next one begins after it. */
export type CausePlace = Pick<CauseRow, "id" | "openIncidents">;

export interface CausePage {
  /** Only causes of at least so many open incidents. */
  readonly atLeast: number;
  readonly after?: CausePlace | undefined;
  readonly limit: number;
}

/** Domains that a cause is shown with. */
const domainsMax = 3;

/** Open causes, those of most open incidents and then the latest first. Reads one page of `cause_open`. */
export async function listOpenCauses(sql: Sql, { atLeast, after, limit }: CausePage): Promise<CauseRow[]> {
  const rows = await sql<StoredCause[]>`
    with page as materialized (
      select id, kind, value, reason, opened_at, closed_at, incidents, open_incidents
      from cause
      where closed_at is null
        and open_incidents >= ${atLeast}
        ${after === undefined ? sql`` : sql`and (open_incidents, id) < (${after.openIncidents}::int, ${after.id}::bigint)`}
      order by open_incidents desc, id desc
      limit ${limit}
    )
    ${causeColumns(sql)}
    order by page.open_incidents desc, page.id desc`;
  return rows.map(causeRow);
}

/** One cause, open or over; undefined for an id that is not there. */
export async function findCause(sql: Sql, id: number): Promise<CauseRow | undefined> {
  const rows = await sql<StoredCause[]>`
    with page as materialized (
      select id, kind, value, reason, opened_at, closed_at, incidents, open_incidents
      from cause
      where id = ${id}::bigint
    )
    ${causeColumns(sql)}`;
  return rows.map(causeRow)[0];
}

/** Each cause's open sites are read from `incident_cause_open` alone, a bounded number of entries. */
function causeColumns(sql: Sql) {
  return sql`
    select
      page.id, page.kind, page.value, page.reason, page.opened_at as "openedAt", page.closed_at as "closedAt",
      page.incidents, page.open_incidents as "openIncidents",
      case when page.open_incidents <= ${sitesCountedMax}::int then seen.sites end as sites,
      coalesce(seen.severity, 0) as severity, coalesce(seen.domains, '{}') as domains
    from page
    cross join lateral (
      select count(*)::int as sites, max(severity) as severity, (array_agg(domain order by domain))[1:${domainsMax}::int] as domains
      from (
        select domain, max(severity) as severity
        from (
          select domain, severity
          from incident
          where incident.cause_id = page.id
            and incident.closed_at is null
          order by domain
          limit ${sitesCountedMax}::int
        ) open
        group by domain
      ) site
    ) seen`;
}

interface StoredCause extends Omit<CauseRow, "reason" | "severity"> {
  readonly reason: number;
  readonly severity: number;
}

function causeRow(row: StoredCause): CauseRow {
  return { ...row, reason: reasonOfCode(row.reason), severity: severityOfRank(row.severity) };
}
