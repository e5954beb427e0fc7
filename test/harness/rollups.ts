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
