import type { CauseName } from "../checks/cause.ts";
import { type Reason, reasonCode } from "../checks/reason.ts";
import type { Sql } from "../db/pool.ts";

/** Failures of one cause arrive together when no more than this lies between one and the next, in seconds. */
const togetherSeconds = 600;

/** A cause that incidents join: how many, and since when. */
export interface JoinedCause extends Omit<CauseName, "kind"> {
  readonly kind: CauseName["kind"] | "agents";
  readonly reason: Reason;
  readonly openedAt: Date;
  readonly incidents: number;
}

/**
 * Lets one transaction at a time open and end incidents; the lock ends with the transaction. Causes are shared by incidents
 * of many targets: without it two batches could begin the same cause twice, or wait for each other's.
 */
export async function lockCauses(sql: Sql): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('argos causes'))`;
}

/**
 * Lets incidents join the causes they share, one row a cause with no key twice; a cause that none joined lately begins
 * anew. Returns each cause's id by its key. To be called under `lockCauses`.
 */
export async function joinCauses(sql: Sql, joined: readonly JoinedCause[]): Promise<Map<string, number>> {
  const rows = JSON.stringify(joined.map((one) => causeRow(one)));
  const found = await sql<{ id: number; key: string }[]>`
    update cause
    set incidents = cause.incidents + row.incidents,
        open_incidents = cause.open_incidents + row.incidents,
        joined_at = now(),
        closed_at = null
    from json_to_recordset(${rows}::text::json) as row (key text, incidents int)
    cross join lateral (
      select id
      from cause recent
      where recent.key = row.key
        and recent.joined_at > now() - make_interval(secs => ${togetherSeconds})
      order by joined_at desc
      limit 1
    ) latest
    where cause.id = latest.id
    returning cause.id, cause.key`;
  const begun = await sql<{ id: number; key: string }[]>`
    insert into cause (key, kind, value, reason, opened_at, incidents, open_incidents)
    select key, kind, value, reason, opened_at, incidents, incidents
    from json_to_recordset(${rows}::text::json) as row (
      key text, kind text, value text, reason smallint, opened_at timestamptz, incidents int
    )
    where not (key = any(${found.map((one) => one.key)}::text[]))
    returning id, key`;
  return new Map([...found, ...begun].map((one) => [one.key, one.id]));
}

/** Changes how many incidents of causes last, one row a cause. To be called under `lockCauses`. */
export async function changeOpenIncidents(
  sql: Sql,
  changes: readonly { readonly causeId: number; readonly by: number }[],
): Promise<void> {
  const rows = changes.map((one) => ({ id: one.causeId, change: one.by }));
  await sql`
    update cause
    set open_incidents = cause.open_incidents + row.change,
        closed_at = case when cause.open_incidents + row.change <= 0 then now() end
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as row (id bigint, change int)
    where cause.id = row.id`;
}

function causeRow({ key, kind, value, reason, openedAt, incidents }: JoinedCause): Record<string, unknown> {
  return { key, kind, value, reason: reasonCode(reason), opened_at: openedAt, incidents };
}
