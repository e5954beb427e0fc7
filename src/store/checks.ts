import { type Severity, severityOfRank, severityRank } from "../base/severity.ts";
import { type Reason, reasonCode, reasonOfCode } from "../checks/reason.ts";
import type { CheckState } from "../checks/settle.ts";
import type { Sql } from "../db/pool.ts";
import { givenIds } from "./given.ts";

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
  readonly warnings: number;
  readonly criticals: number;
  readonly witness: number | null;
  readonly confirmed: boolean;
  readonly firstFailureAt: Date | null;
  readonly steady: number;
  readonly settled: number;
  readonly changesMs: readonly number[];
  readonly flapping: boolean;
}

/** The checks of some targets with their current state, in the order of the configuration. */
export async function listChecks(sql: Sql, targetIds: readonly number[]): Promise<StoredCheck[]> {
  const rows = await sql<CheckRow[]>`
    select
      id as "checkId", target_id as "targetId", key, severity, reason, message, since_at as "sinceAt",
      failures, warnings, criticals, witness, confirmed, first_failure_at as "firstFailureAt", steady, settled,
      array(select extract(epoch from change) * 1000 from unnest(changes_at) as change)::double precision[]
        as "changesMs",
      flapping
    from check_state
    where target_id = any(${givenIds(sql, targetIds)})
    order by target_id, position`;
  return rows.map(({ sinceAt, firstFailureAt, ...row }) => ({
    ...row,
    severity: severityOfRank(row.severity),
    reason: reasonOfCode(row.reason),
    steady: severityOfRank(row.steady),
    settled: severityOfRank(row.settled),
    witness: row.witness ?? undefined,
    sinceMs: sinceAt.getTime(),
    firstFailureMs: firstFailureAt?.getTime(),
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
        failures = row.failures,
        warnings = row.warnings,
        criticals = row.criticals,
        witness = row.witness,
        confirmed = row.confirmed,
        first_failure_at = row.first_failure_at,
        steady = row.steady,
        settled = row.settled,
        changes_at = array(select value::timestamptz from json_array_elements_text(row.changes_at)),
        flapping = row.flapping
    from json_to_recordset(${JSON.stringify(checks.map(stateRow))}::text::json) as row (
      id int, severity smallint, reason smallint, message text, since_at timestamptz, failures int, warnings int,
      criticals int, witness int, confirmed boolean, first_failure_at timestamptz, steady smallint, settled smallint,
      changes_at json, flapping boolean
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
    warnings: one.warnings,
    criticals: one.criticals,
    witness: one.witness ?? null,
    confirmed: one.confirmed,
    first_failure_at: one.firstFailureMs === undefined ? null : new Date(one.firstFailureMs),
    steady: severityRank(one.steady),
    settled: severityRank(one.settled),
    changes_at: one.changesMs.map((change) => new Date(change)),
    flapping: one.flapping,
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
