import type { Sql } from "../db/pool.ts";

/** What is kept by months, and how rows of a month are laid out: those of hours are written 24 times. */
const tables = [
  { table: "rollup_hour", layout: "with (fillfactor = 50)" },
  { table: "rollup_day", layout: "" },
] as const;

/** How long roll-ups are kept, in milliseconds. */
export interface RollupAges {
  readonly hourlyMs: number;
  readonly dailyMs: number;
}

/** Hours of today and yesterday tell that a target has a past, so they are kept whatever is wished. */
const ageMinMs = 2 * 86_400_000;

/**
 * Makes the month partitions of the roll-ups, from the month of the oldest results that wait to be rolled up to the next
 * month; returns the names of those that were missing.
 */
export async function createRollupPartitions(sql: Sql): Promise<string[]> {
  const missing = await sql<{ month: string; next: string; table: string; name: string }[]>`
    with oldest as (
      select least(
        (select min(hour at time zone 'UTC') from rollup_progress),
        (
          select min(to_date(right(child.relname, 8), 'YYYYMMDD'))
          from pg_inherits
          join pg_class child on child.oid = pg_inherits.inhrelid
          where pg_inherits.inhparent = 'result'::regclass
            and child.relname ~ '^result_[0-9]{8}$'
        ),
        now() at time zone 'UTC'
      ) as at
    )
    select
      to_char(month, 'YYYY-MM-DD') as month, to_char(month + interval '1 month', 'YYYY-MM-DD') as next, name as table,
      name || to_char(month, '_YYYYMM') as name
    from oldest
    cross join lateral generate_series(
      date_trunc('month', oldest.at), (now() at time zone 'UTC') + interval '1 month', interval '1 month'
    ) as month
    cross join unnest(${tables.map((one) => one.table)}::text[]) as name
    where to_regclass(name || to_char(month, '_YYYYMM')) is null
    order by 1, 3`;
  for (const { table, name, month, next } of missing) await createMonth(sql, { table, name, month, next });
  return missing.map((one) => one.name);
}

/** Makes one partition and attaches it: attaching lets the table be read and written meanwhile. */
export async function createMonth(
  sql: Sql,
  one: { readonly table: string; readonly name: string; readonly month: string; readonly next: string },
): Promise<void> {
  const { table, name, month, next } = one;
  const layout = tables.find((each) => each.table === table)?.layout ?? "";
  await sql.unsafe(`create table ${name} (like ${table} including defaults including constraints) ${layout}`);
  await sql.unsafe(`alter table ${table} attach partition ${name} for values from ('${month}') to ('${next}')`);
}

/** Drops the months that ended longer ago than their roll-ups are kept, whole; returns their names. */
export async function dropRollups(sql: Sql, { hourlyMs, dailyMs }: RollupAges): Promise<string[]> {
  const old = await sql<{ name: string }[]>`
    select child.relname as name
    from (
      values ('rollup_hour', ${Math.max(hourlyMs, ageMinMs) / 1000}::double precision),
        ('rollup_day', ${Math.max(dailyMs, ageMinMs) / 1000}::double precision)
    ) as kept (parent, age_seconds)
    join pg_inherits on pg_inherits.inhparent = kept.parent::regclass
    join pg_class child on child.oid = pg_inherits.inhrelid
    where child.relname ~ ('^' || kept.parent || '_[0-9]{6}$')
      and to_date(right(child.relname, 6), 'YYYYMM') + interval '1 month'
        <= (now() at time zone 'UTC') - make_interval(secs => kept.age_seconds)
    order by child.relname`;
  for (const { name } of old) await sql`drop table ${sql(name)}`;
  return old.map((one) => one.name);
}
