import { type Severity, severityOfRank, severityRank } from "../base/severity.ts";
import { type Reason, reasonCode, reasonOfCode } from "../checks/reason.ts";
import type { CheckState } from "../checks/settle.ts";
import type { Sql } from "../db/pool.ts";

/** A check as the database holds it. */
export interface StoredCheck extends CheckState {
  readonly checkId: number;
  readonly targetId: number;
  readonly key: string;
}

interface CheckRow {
  readonly checkId: number;
  readonly targetId: number;
  readonly key: string;
  readonly severity: number;
  readonly reason: number;
  readonly message: string;
  readonly sinceAt: Date;
  readonly failures: number;
}

/** The checks of some targets with their current state, in the order of the configuration. */
export async function listChecks(sql: Sql, targetIds: readonly number[]): Promise<StoredCheck[]> {
  const rows = await sql<CheckRow[]>`
    select
      id as "checkId", target_id as "targetId", key, severity, reason, message, since_at as "sinceAt", failures
    from check_state
    where target_id = any(${[...targetIds]}::int[])
    order by target_id, position`;
  return rows.map(({ sinceAt, ...row }) => ({
    ...row,
    severity: severityOfRank(row.severity),
    reason: reasonOfCode(row.reason),
    sinceMs: sinceAt.getTime(),
    // later results come in the order of their slots, since leases are fenced: the last change is all that must be known
    slotMs: sinceAt.getTime(),
  }));
}

/** Writes the state of checks that changed. */
export async function updateChecks(sql: Sql, checks: readonly StoredCheck[]): Promise<void> {
  await sql`
    update check_state
    set severity = row.severity,
        reason = row.reason,
        message = row.message,
        since_at = row.since_at,
        failures = row.failures
    from json_to_recordset(${JSON.stringify(checks.map(stateRow))}::text::json) as row (
      id int, severity smallint, reason smallint, message text, since_at timestamptz, failures int
    )
    where check_state.id = row.id`;
}

/** A check whose severity or reason changed. */
export interface Transition {
  readonly checkId: number;
  readonly targetId: number;
  readonly at: Date;
  readonly from: Severity;
  readonly to: Severity;
  readonly reason: Reason;
  readonly message: string;
  readonly agentId: number | null;
}

/** Records changes of state. */
export async function insertTransitions(sql: Sql, transitions: readonly Transition[]): Promise<void> {
  await sql`
    insert into transition (check_id, target_id, at, from_severity, to_severity, reason, message, agent_id)
    select check_id, target_id, at, from_severity, to_severity, reason, message, agent_id
    from json_to_recordset(${JSON.stringify(transitions.map(transitionRow))}::text::json) as row (
      check_id int, target_id int, at timestamptz, from_severity smallint, to_severity smallint,
      reason smallint, message text, agent_id int
    )`;
}

/** How many checks have each severity. Reads counters, never the checks. */
export async function countChecks(sql: Sql): Promise<Record<Severity, number>> {
  const rows = await sql<{ severity: number; n: number }[]>`
    select severity, sum(n)::bigint as n
    from check_count
    group by severity`;
  const counts = { ok: 0, unknown: 0, warning: 0, critical: 0 };
  for (const row of rows) counts[severityOfRank(row.severity)] = row.n;
  return counts;
}

/** Folds the deltas of the counters together, so that reading them stays cheap. */
export async function compactCounts(sql: Sql): Promise<void> {
  await sql`
    with taken as (delete from check_count returning severity, n)
    insert into check_count (severity, n)
    select severity, sum(n) from taken group by severity`;
  await sql`
    with taken as (delete from result_count returning day, n, newest_at)
    insert into result_count (day, n, newest_at)
    select day, sum(n), max(newest_at) from taken group by day`;
}

function stateRow(one: StoredCheck): Record<string, unknown> {
  return {
    id: one.checkId,
    severity: severityRank(one.severity),
    reason: reasonCode(one.reason),
    message: one.message,
    since_at: new Date(one.sinceMs),
    failures: one.failures,
  };
}

function transitionRow(one: Transition): Record<string, unknown> {
  return {
    check_id: one.checkId,
    target_id: one.targetId,
    at: one.at,
    from_severity: severityRank(one.from),
    to_severity: severityRank(one.to),
    reason: reasonCode(one.reason),
    message: one.message,
    agent_id: one.agentId,
  };
}
