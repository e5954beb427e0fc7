import { type Severity, severityOfRank, severityRank } from "../base/severity.ts";
import { type Reason, reasonOfCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";

/** A check that is not ok, with where it belongs. */
export interface WorstCheck {
  readonly checkId: number;
  readonly key: string;
  readonly severity: Severity;
  readonly reason: Reason;
  readonly message: string;
  readonly sinceAt: Date;
  readonly targetId: number;
  readonly method: string;
  readonly url: string;
  readonly siteId: number;
  readonly domain: string;
  /** `sinceAt` as the database writes it, to the microsecond: a page continues exactly there. */
  readonly sinceText: string;
}

/** The last row of a page; the next one begins after it. */
export type WorstCheckPlace = Pick<WorstCheck, "checkId" | "severity" | "sinceText">;

export interface WorstCheckPage {
  /** Only checks of this severity. */
  readonly severity?: Exclude<Severity, "ok"> | undefined;
  readonly after?: WorstCheckPlace | undefined;
  readonly limit: number;
}

/** Checks that are not ok, the gravest and then the latest to change first. Reads one page of `check_state_worst`. */
export async function listWorstChecks(sql: Sql, page: WorstCheckPage): Promise<WorstCheck[]> {
  const { severity, after, limit } = page;
  const rows = await sql<StoredWorstCheck[]>`
    with worst as materialized (
      select id, target_id, key, severity, reason, message, since_at
      from check_state
      where severity > 0
        ${severity === undefined ? sql`` : sql`and severity = ${severityRank(severity)}`}
        ${after === undefined ? sql`` : afterPlace(sql, after)}
      order by severity desc, since_at desc, id desc
      limit ${limit}
    )
    select
      worst.id as "checkId", worst.key, worst.severity, worst.reason, worst.message, worst.since_at as "sinceAt",
      worst.since_at::text as "sinceText", target.id as "targetId", target.method, target.url, site.id as "siteId",
      site.domain
    from worst
    join target on target.id = worst.target_id
    join site on site.id = target.site_id
    order by worst.severity desc, worst.since_at desc, worst.id desc`;
  return rows.map((row) => ({ ...row, severity: severityOfRank(row.severity), reason: reasonOfCode(row.reason) }));
}

interface StoredWorstCheck extends Omit<WorstCheck, "severity" | "reason"> {
  readonly severity: number;
  readonly reason: number;
}

function afterPlace(sql: Sql, after: WorstCheckPlace) {
  return sql`
        and (severity, since_at, id) < (
          ${severityRank(after.severity)}::smallint, ${after.sinceText}::text::timestamptz, ${after.checkId}::int
        )`;
}
