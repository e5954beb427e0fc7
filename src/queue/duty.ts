import type { Sql } from "../db/pool.ts";

/** A server's hold on a duty. */
export interface DutyLease {
  readonly name: string;
  readonly token: number;
}

/** Makes sure that the duties exist; new ones are due at once. */
export async function enrollDuties(sql: Sql, names: readonly string[]): Promise<void> {
  await sql`
    insert into duty (name)
    select unnest(${[...names]}::text[])
    on conflict do nothing`;
}

/** Leases one due duty among `names` for `leaseSeconds`; undefined when none is due. */
export async function leaseDuty(
  sql: Sql,
  order: { readonly names: readonly string[]; readonly server: string; readonly leaseSeconds: number },
): Promise<DutyLease | undefined> {
  const [leased] = await sql<DutyLease[]>`
    with due as materialized (
      select name
      from duty
      where name = any(${[...order.names]}::text[])
        and visible_at <= now()
      order by visible_at
      limit 1
      for update skip locked
    )
    update duty
    set token = token + 1,
        leased_by = ${order.server},
        visible_at = now() + make_interval(secs => ${order.leaseSeconds})
    from due
    where duty.name = due.name
    returning duty.name, duty.token`;
  return leased;
}

/** Ends the lease and makes the duty due again after `afterSeconds`; `error` is null when it went well. */
export async function completeDuty(
  sql: Sql,
  lease: DutyLease,
  end: { readonly afterSeconds: number; readonly error: string | null },
): Promise<void> {
  await sql`
    update duty
    set leased_by = null,
        visible_at = now() + make_interval(secs => ${end.afterSeconds}),
        last_error = ${end.error},
        completed_at = now()
    where name = ${lease.name}
      and token = ${lease.token}`;
}

/** How a duty's last run ended. */
export interface DutyEnd {
  readonly name: string;
  /** Null before its first run. */
  readonly completedAt: Date | null;
  readonly isFailing: boolean;
}

/** The last end of each duty: a row each, and there are few. */
export async function listDutyEnds(sql: Sql): Promise<DutyEnd[]> {
  return await sql<DutyEnd[]>`
    select name, completed_at as "completedAt", last_error is not null as "isFailing"
    from duty
    order by name
    limit 100`;
}
