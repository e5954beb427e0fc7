import { type Severity, severityOfRank } from "../base/severity.ts";
import { type Reason, reasonOfCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";

/** A recorded change of a check, with the names a person knows. */
export interface TransitionRow {
  readonly id: number;
  readonly key: string;
  readonly at: Date;
  readonly from: Severity;
  readonly to: Severity;
  readonly reason: Reason;
  readonly message: string;
  /** Null when the agent is forgotten, or the server itself decided. */
  readonly agent: string | null;
  /** `at` as the database writes it, to the microsecond: a page continues exactly there. */
  readonly atText: string;
}

/** The last row of a page; the next one begins after it. */
export type TransitionPlace = Pick<TransitionRow, "id" | "atText">;

/** What changed about the checks of a target, newest first. Reads one page of `transition_target`. */
export async function listTransitions(
  sql: Sql,
  page: { readonly targetId: number; readonly after?: TransitionPlace | undefined; readonly limit: number },
): Promise<TransitionRow[]> {
  const { targetId, after, limit } = page;
  const rows = await sql<StoredTransition[]>`
    select
      transition.id, check_state.key, transition.at, transition.at::text as "atText",
      transition.from_severity as "from", transition.to_severity as "to", transition.reason, transition.message,
      agent.name as agent
    from transition
    join check_state on check_state.id = transition.check_id
    left join agent on agent.id = transition.agent_id
    where transition.target_id = ${targetId}
      ${after === undefined ? sql`` : sql`and (transition.at, transition.id) < (${after.atText}::text::timestamptz, ${after.id}::bigint)`}
    order by transition.at desc, transition.id desc
    limit ${limit}`;
  return rows.map((row) => ({
    ...row,
    from: severityOfRank(row.from),
    to: severityOfRank(row.to),
    reason: reasonOfCode(row.reason),
  }));
}

interface StoredTransition extends Omit<TransitionRow, "from" | "to" | "reason"> {
  readonly from: number;
  readonly to: number;
  readonly reason: number;
}
