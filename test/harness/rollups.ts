import type { Account } from "../../src/checks/account.ts";
import type { Database } from "../../src/db/connect.ts";
import type { Sql } from "../../src/db/pool.ts";
import { createMonth } from "../../src/store/rollup-partitions.ts";

/** Makes the partitions of the month of an instant, where they are missing. */
export async function makeMonth(sql: Sql, at: Date): Promise<void> {
  const first = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
  const next = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)).toISOString().slice(0, 10);
  const month = first.toISOString().slice(0, 10);
  for (const table of ["rollup_hour", "rollup_day"] as const) {
    const name = `${table}_${month.slice(0, 7).replace("-", "")}`;
    const [there] = await sql`select where to_regclass(${name}) is not null`;
    if (there === undefined) await createMonth(sql, { table, name, month, next });
  }
}

/** Makes the partition of results of a day, where it is missing. */
export async function makeDay(sql: Sql, at: Date): Promise<void> {
  const [day, next] = [0, 86_400_000].map((ms) => new Date(at.getTime() + ms).toISOString().slice(0, 10));
  await sql.unsafe(`
    create table if not exists result_${day?.replaceAll("-", "")}
    partition of result for values from ('${day} 00:00:00+00') to ('${next} 00:00:00+00')`);
}

const dayMs = 86_400_000;

/** Makes the partitions from the day before an instant until now, and has rolling up begin with the hour of that instant. */
export async function beginRollUp(db: Database, fromMs: number): Promise<void> {
  await db.transaction(async (tx) => {
    const [now] = await tx<{ at: Date }[]>`select now() as at`;
    const first = Math.floor(fromMs / dayMs) * dayMs - dayMs;
    for (let at = first; at <= (now?.at.getTime() ?? first); at += dayMs) {
      await makeDay(tx, new Date(at));
      await makeMonth(tx, new Date(at));
    }
    const hour = new Date(Math.floor(fromMs / 3_600_000) * 3_600_000);
    await tx`
      insert into rollup_progress (hour)
      values (${hour})
      on conflict (only_row) do update set hour = excluded.hour`;
  });
}

/** An hour as it is rolled up. */
export interface HourRow extends Account {
  readonly targetId: number;
  readonly hourAt: Date;
  readonly answers: number;
  readonly meanMs: number | null;
  readonly maxMs: number | null;
}

/** All rolled-up hours of which something is said, in order. */
export async function listHourRows(db: Database): Promise<HourRow[]> {
  return await db.run(
    (sql) => sql<HourRow[]>`
      select
        target_id as "targetId", (day + make_interval(hours => h)) at time zone 'UTC' as "hourAt",
        coalesce(ok[h + 1], 0) as ok, coalesce(warning[h + 1], 0) as warning, coalesce(critical[h + 1], 0) as critical,
        coalesce(unknown[h + 1], 0) as unknown, coalesce(maintenance[h + 1], 0) as maintenance,
        coalesce(answers[h + 1], 0) as answers, mean_ms[h + 1] as "meanMs", max_ms[h + 1] as "maxMs"
      from rollup_hour
      cross join generate_series(0, 23) as h
      where coalesce(ok[h + 1], 0) + coalesce(warning[h + 1], 0) + coalesce(critical[h + 1], 0)
        + coalesce(unknown[h + 1], 0) + coalesce(maintenance[h + 1], 0) > 0
      order by 1, 2`,
  );
}

/** A day as it is rolled up. */
export interface DayRow extends Account {
  readonly targetId: number;
  readonly day: string;
  readonly answers: number;
  readonly meanMs: number | null;
  readonly maxMs: number | null;
}

/** All rolled-up days, in order. */
export async function listDayRows(db: Database): Promise<DayRow[]> {
  return await db.run(
    (sql) => sql<DayRow[]>`
      select
        target_id as "targetId", day::text as day, ok_seconds as ok, warning_seconds as warning,
        critical_seconds as critical, unknown_seconds as unknown, maintenance_seconds as maintenance, answers,
        mean_ms as "meanMs", max_ms as "maxMs"
      from rollup_day
      order by 1, 2`,
  );
}

/** How much is filled: whole days before today, the hours of the latest of them only. */
export interface FilledDays {
  readonly days: number;
  readonly hourlyDays: number;
}

/** How long filling one day may take, in milliseconds. */
const fillDeadlineMs = 600_000;

/**
 * Fills the roll-ups of every target there is as if it had been checked every minute for so long, day by day as life
 * would: now and then one was down, unknown or being worked on. What a server has rolled up stays. Rolling up goes on with
 * the hour that is not over.
 */
export async function fillRollups(db: Database, { days, hourlyDays }: FilledDays): Promise<void> {
  for (let ago = days; ago >= 1; ago -= 1) {
    await db.transaction((tx) => fillDay(tx, ago, ago <= hourlyDays ? "hours" : "day"), { deadlineMs: fillDeadlineMs });
  }
  await db.transaction((tx) => fillToday(tx), { deadlineMs: fillDeadlineMs });
  await db.run(
    (sql) => sql`
      insert into rollup_progress (hour)
      values (date_trunc('hour', now()))
      on conflict (only_row) do update
      set hour = excluded.hour,
          after_target = 0`,
  );
}

/** The hours of today that are over: all was well. */
async function fillToday(tx: Sql): Promise<void> {
  await makeMonth(tx, new Date());
  await tx`
    insert into rollup_hour (target_id, day, begin_second, ok, answers, mean_ms, max_ms)
    select
      id, (now() at time zone 'UTC')::date, 0, array_agg((case when is_over then 3600 else 0 end)::smallint order by h),
      array_agg((case when is_over then 60 else 0 end)::smallint order by h),
      array_agg((case when is_over then 80 + (id + h) % 200 end)::real order by h),
      array_agg((case when is_over then 400 + (id + h) % 900 end)::real order by h)
    from target
    cross join generate_series(0, 23) as h
    cross join lateral (select h < extract(hour from now() at time zone 'UTC') as is_over) as hour
    where extract(hour from now() at time zone 'UTC') > 0
    group by id
    order by id
    on conflict do nothing`;
}

/** Each target is wrong in one of 40 days, and each in another way and hour. */
async function fillDay(tx: Sql, ago: number, detail: "hours" | "day"): Promise<void> {
  await tx`set local synchronous_commit = off`;
  await makeMonth(tx, new Date(Date.now() - ago * 86_400_000));
  const day = tx`((now() at time zone 'UTC')::date - ${ago}::int)`;
  await tx`
    insert into rollup_day (
      target_id, day, ok_seconds, warning_seconds, critical_seconds, unknown_seconds, maintenance_seconds, answers,
      mean_ms, max_ms
    )
    select
      id, ${day}, 86400 - wrong, case kind when 3 then wrong else 0 end, case kind when 0 then wrong else 0 end,
      case kind when 1 then wrong else 0 end, case kind when 2 then wrong else 0 end, 1440, 80 + id % 200,
      400 + id % 900
    from target
    cross join lateral (
      select (id + ${ago}::int) % 4 as kind, case when (id + ${ago}::int) % 40 < 4 then 60 + id % 3000 else 0 end as wrong
    ) state
    order by id
    on conflict do nothing`;
  if (detail === "day") return;
  await tx`
    insert into rollup_hour (target_id, day, begin_second, ok, critical, answers, mean_ms, max_ms)
    select
      id, ${day}, 0, array_agg((3600 - wrong)::smallint order by h),
      case when sum(wrong) > 0 then array_agg(wrong::smallint order by h) end, array_agg(60::smallint),
      array_agg((80 + (id + h) % 200)::real order by h), array_agg((400 + (id + h) % 900)::real order by h)
    from target
    cross join generate_series(0, 23) as h
    cross join lateral (
      select case when (id + ${ago}::int) % 40 = 0 and h = id % 24 then 60 + id % 3000 else 0 end as wrong
    ) state
    group by id
    order by id
    on conflict do nothing`;
}
