import { expect } from "bun:test";
import { type Severity, severities, severityOfRank } from "../../src/base/severity.ts";
import { type Reason, reasonOfCode } from "../../src/checks/reason.ts";
import type { Database } from "../../src/db/connect.ts";
import { countChecks } from "../../src/store/checks.ts";

/** Expects the counters of severities to say what counting the checks says; returns how many checks there are. */
export async function expectCountsToBeReal(db: Database): Promise<number> {
  const rows = await db.run(
    (sql) => sql<{ severity: number; n: number }[]>`
      select severity, count(*)::int as n
      from check_state
      group by severity`,
  );
  const real = new Map(rows.map((row) => [severityOfRank(row.severity), row.n]));
  const counted = await db.run(countChecks);
  expect(counted).toEqual({
    ok: real.get("ok") ?? 0,
    unknown: real.get("unknown") ?? 0,
    warning: real.get("warning") ?? 0,
    critical: real.get("critical") ?? 0,
  });
  return severities.reduce((sum, one) => sum + counted[one], 0);
}

export interface TransitionRow {
  readonly targetId: number;
  readonly from: Severity;
  readonly to: Severity;
  readonly reason: Reason;
}

/** Every recorded transition, in the order they were written. */
export async function listTransitions(db: Database): Promise<TransitionRow[]> {
  const rows = await db.run(
    (sql) => sql<{ targetId: number; from: number; to: number; reason: number }[]>`
      select target_id as "targetId", from_severity as "from", to_severity as "to", reason
      from transition
      order by id`,
  );
  return rows.map((row) => ({
    targetId: row.targetId,
    from: severityOfRank(row.from),
    to: severityOfRank(row.to),
    reason: reasonOfCode(row.reason),
  }));
}
