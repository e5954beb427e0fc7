import type { Sql } from "../db/pool.ts";

const dayMs = 86_400_000;

/** Makes the day partitions of `result` from yesterday to `daysAhead` days from now; returns the names of those that were missing. */
export async function createPartitions(sql: Sql, daysAhead: number): Promise<string[]> {
  const missing = await sql<{ name: string; day: string }[]>`
    select 'result_' || to_char(day, 'YYYYMMDD') as name, to_char(day, 'YYYY-MM-DD') as day
    from generate_series(
      date_trunc('day', now() at time zone 'UTC') - interval '1 day',
      date_trunc('day', now() at time zone 'UTC') + make_interval(days => ${daysAhead}),
      interval '1 day'
    ) as day
    where to_regclass('result_' || to_char(day, 'YYYYMMDD')) is null`;
  for (const { name, day } of missing) await createPartition(sql, name, day);
  return missing.map((one) => one.name);
}

/** The names of partitions that are gone: those that were rolled up, and those that could not be. */
export interface DroppedPartitions {
  readonly dropped: readonly string[];
  readonly lost: readonly string[];
}

/** How much longer results wait to be rolled up when that fails, in milliseconds: then the disk is worth more. */
const rollUpPatienceMs = 3 * dayMs;

/**
 * Drops the partitions that end before `ageMs` ago, whole, and their counts. One that is not rolled up yet, or whose next
 * day is not, since its last results stand into that day, waits for three days more. The few results of days that had no
 * partition, from before a long stop of the server, are deleted one by one.
 */
export async function dropPartitions(sql: Sql, ageMs: number): Promise<DroppedPartitions> {
  const old = await sql<{ name: string; isRolledUp: boolean; isTooOld: boolean }[]>`
    select
      child.relname as name,
      coalesce(
        to_date(right(child.relname, 8), 'YYYYMMDD') + 2
          <= (select hour at time zone 'UTC' from rollup_progress),
        false
      ) as "isRolledUp",
      to_date(right(child.relname, 8), 'YYYYMMDD') + 1
        <= (now() at time zone 'UTC') - make_interval(secs => ${(ageMs + rollUpPatienceMs) / 1000}) as "isTooOld"
    from pg_inherits
    join pg_class child on child.oid = pg_inherits.inhrelid
    where pg_inherits.inhparent = 'result'::regclass
      and child.relname ~ '^result_[0-9]{8}$'
      and to_date(right(child.relname, 8), 'YYYYMMDD') + 1 <= (now() at time zone 'UTC') - make_interval(secs => ${ageMs / 1000})
    order by child.relname`;
  const gone = old.filter((one) => one.isRolledUp || one.isTooOld);
  for (const { name } of gone) await sql`drop table ${sql(name)}`;
  await sql`
    delete from result_default
    where slot < now() - make_interval(secs => ${ageMs / 1000})`;
  await sql`
    delete from result_count
    where day + 1 <= (now() at time zone 'UTC') - make_interval(secs => ${ageMs / 1000})`;
  const [dropped, lost] = [gone.filter((one) => one.isRolledUp), gone.filter((one) => !one.isRolledUp)];
  return { dropped: dropped.map((one) => one.name), lost: lost.map((one) => one.name) };
}

/** Results in the default partition belong to no prepared day: they are moved out of the way of the new partition. */
async function createPartition(sql: Sql, name: string, day: string): Promise<void> {
  const end = new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
  await sql`create table ${sql(name)} (like result including defaults including constraints)`;
  await sql`
    with moved as (
      delete from result_default
      where slot >= ${`${day}T00:00:00Z`}::timestamptz
        and slot < ${`${end}T00:00:00Z`}::timestamptz
      returning *
    )
    insert into ${sql(name)} select * from moved`;
  const bounds = `for values from ('${day} 00:00:00+00') to ('${end} 00:00:00+00')`;
  await sql.unsafe(`alter table result attach partition ${name} ${bounds}`);
}
