import { type Severity, severityOfRank, severityRank } from "../base/severity.ts";
import { type Reason, reasonCode, reasonOfCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";
import { givenIds } from "./given.ts";

/** The stored record of one run. Durations are in milliseconds. */
export interface Result {
  readonly targetId: number;
  readonly slot: Date;
  readonly agentId: number;
  readonly severity: Severity;
  readonly reason: Reason;
  readonly status: number | null;
  readonly missed: number;
  readonly lateMs: number;
  readonly totalMs: number;
  readonly dnsMs: number | null;
  readonly tlsMs: number | null;
  readonly firstByteMs: number | null;
  readonly bodyBytes: number | null;
  /** The findings' numbers in the order of the target's checks; null for none at all. */
  readonly checkValues: readonly (number | null)[] | null;
}

/** A result that is about to be stored: the token says which lease it ends. */
export interface NewResult extends Result {
  readonly token: number;
  /** How many checks were judged. */
  readonly checks: number;
  /** Whether the agent was believed and not itself at fault; otherwise nobody knows how the target was. */
  readonly believed: boolean;
}

/**
 * A result that comes so long after its hour ended is late: the day of its target is rolled up once more. Less than the
 * time that rolling up waits, so that none is missed whose transaction was still open then. Seconds.
 */
export const lateSeconds = 300;

/** Stores results in one statement; one that is there already (same target and slot) stays as it is. */
export async function insertResults(sql: Sql, results: readonly NewResult[]): Promise<void> {
  await sql`
    with row as materialized (
      select *
      from json_to_recordset(${JSON.stringify(results.map(resultRow))}::text::json) as row (
        target_id int, slot timestamptz, token bigint, agent_id int, severity smallint, reason smallint,
        status smallint, missed int, late_ms int, total_ms real, dns_ms real, tls_ms real,
        first_byte_ms real, body_bytes bigint, check_values real[], checks int, believed boolean
      )
    ),
    fresh as (
      insert into result (
        target_id, slot, token, agent_id, severity, reason, status, missed,
        late_ms, total_ms, dns_ms, tls_ms, first_byte_ms, body_bytes, check_values, believed
      )
      select
        target_id, slot, token, agent_id, severity, reason, status, missed,
        late_ms, total_ms, dns_ms, tls_ms, first_byte_ms, body_bytes, check_values, believed
      from row
      on conflict do nothing
      returning target_id, slot
    ),
    late as (
      insert into rollup_late (target_id, day)
      select distinct target_id, (slot at time zone 'UTC')::date
      from fresh
      where slot < date_trunc('hour', now() - make_interval(secs => ${lateSeconds}))
      order by 1, 2
      on conflict do nothing
    )
    insert into result_count (day, n)
    select (fresh.slot at time zone 'UTC')::date, sum(row.checks)
    from fresh
    join row using (target_id, slot)
    group by 1`;
}

/** A stored result with the names a page needs. */
export interface ResultRow extends Result {
  /** Null when the agent is forgotten. */
  readonly agent: string | null;
  /** `slot` as the database writes it, to the microsecond: a page continues exactly there. */
  readonly slotText: string;
}

/** The latest results of one target, newest first, through the primary keys of the partitions. */
export async function listResults(
  sql: Sql,
  page: {
    readonly targetId: number;
    /** The slot that ends the page before. */
    readonly beforeSlotText?: string | undefined;
    readonly limit: number;
  },
): Promise<ResultRow[]> {
  const rows = await sql<StoredResult[]>`
    select ${resultColumns(sql)}
    from result
    left join agent on agent.id = result.agent_id
    where result.target_id = ${page.targetId}
      and result.slot < ${page.beforeSlotText ?? "infinity"}::text::timestamptz
    order by result.slot desc
    limit ${page.limit}`;
  return rows.map(resultOf);
}

/** The newest result of each of some targets, those without one left out. */
export async function listLatestResults(sql: Sql, targetIds: readonly number[]): Promise<ResultRow[]> {
  const rows = await sql<StoredResult[]>`
    select ${resultColumns(sql)}
    from unnest(${givenIds(sql, targetIds)}) as wanted (target_id)
    cross join lateral (
      select
        target_id, slot, agent_id, severity, reason, status, missed, late_ms, total_ms, dns_ms, tls_ms, first_byte_ms,
        body_bytes, check_values
      from result
      where result.target_id = wanted.target_id
      order by result.slot desc
      limit 1
    ) result
    left join agent on agent.id = result.agent_id`;
  return rows.map(resultOf);
}

interface StoredResult extends Omit<ResultRow, "severity" | "reason"> {
  readonly severity: number;
  readonly reason: number;
}

function resultColumns(sql: Sql) {
  return sql`
      result.target_id as "targetId", result.slot, result.slot::text as "slotText", result.agent_id as "agentId",
      result.severity, result.reason, result.status, result.missed, result.late_ms as "lateMs",
      result.total_ms as "totalMs", result.dns_ms as "dnsMs", result.tls_ms as "tlsMs",
      result.first_byte_ms as "firstByteMs", result.body_bytes as "bodyBytes", result.check_values as "checkValues",
      agent.name as agent`;
}

function resultOf(row: StoredResult): ResultRow {
  return { ...row, severity: severityOfRank(row.severity), reason: reasonOfCode(row.reason) };
}

function resultRow(one: NewResult): Record<string, unknown> {
  return {
    target_id: one.targetId,
    slot: one.slot,
    token: one.token,
    agent_id: one.agentId,
    severity: severityRank(one.severity),
    reason: reasonCode(one.reason),
    status: one.status,
    missed: one.missed,
    late_ms: one.lateMs,
    total_ms: one.totalMs,
    dns_ms: one.dnsMs,
    tls_ms: one.tlsMs,
    first_byte_ms: one.firstByteMs,
    body_bytes: one.bodyBytes,
    check_values: one.checkValues,
    checks: one.checks,
    believed: one.believed,
  };
}
