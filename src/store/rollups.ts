import type { Account } from "../checks/account.ts";
import type { Cell } from "../checks/availability.ts";
import type { Fragment, Sql } from "../db/pool.ts";
import { type AccountRange, accountHours } from "./account-hours.ts";
import { given, givenIds } from "./given.ts";

/** A cell of a target. */
export interface TargetCell extends Cell {
  readonly targetId: number;
}

const hourMs = 3_600_000;

/** The hours of a range that is not rolled up yet, from its results: for few targets and few hours. */
export async function accountNow(sql: Sql, range: AccountRange): Promise<TargetCell[]> {
  if (range.targets.length === 0) return [];
  const rows = await sql<AccountRow[]>`
    with ${accountHours(sql, range)}
    select
      target_id as "targetId", hour, ok, warning, critical, unknown, maintenance, answers, mean_ms as "meanMs",
      max_ms as "maxMs"
    from account`;
  return rows.map(({ hour, ...row }) => cellOf(row, range.startAt.getTime() + hour * hourMs));
}

/** The hours of some targets from one day to another, both included, that are rolled up. */
export async function listRolledHours(
  sql: Sql,
  wanted: { readonly targetIds: readonly number[]; readonly fromDay: Date; readonly untilDay: Date },
): Promise<TargetCell[]> {
  const rows = await sql<HoursRow[]>`
    select
      target_id as "targetId", day::timestamp at time zone 'UTC' as "startAt", ok, warning, critical, unknown,
      maintenance, answers, array_to_json(mean_ms) as "meanMs", array_to_json(max_ms) as "maxMs"
    from rollup_hour
    where target_id = any(${givenIds(sql, wanted.targetIds)})
      and day between ${givenDay(sql, wanted.fromDay)} and ${givenDay(sql, wanted.untilDay)}`;
  return rows.flatMap(cellsOf);
}

/** A stretch of whole days: `untilDay` is not in it. */
export interface DayRange {
  readonly fromDay: Date;
  readonly untilDay: Date;
}

/** What some targets' days come to, for each of some ranges. */
export interface DaySum extends Account {
  readonly targetId: number;
  /** The place of the range in what was asked for. */
  readonly range: number;
  /** Days that are rolled up. */
  readonly days: number;
}

/** Sums days of targets over ranges, through the primary keys of the months. A target without a day has no row. */
export async function sumDays(sql: Sql, targetIds: readonly number[], ranges: readonly DayRange[]): Promise<DaySum[]> {
  return await sql<DaySum[]>`
    select
      rollup_day.target_id as "targetId", wanted.range::int - 1 as range, count(*)::int as days,
      sum(ok_seconds)::bigint as ok, sum(warning_seconds)::bigint as warning, sum(critical_seconds)::bigint as critical,
      sum(unknown_seconds)::bigint as unknown, sum(maintenance_seconds)::bigint as maintenance
    from unnest(
      ${given(sql, sql`${ranges.map((one) => dayText(one.fromDay))}::text[]::date[]`)}::date[],
      ${given(sql, sql`${ranges.map((one) => dayText(one.untilDay))}::text[]::date[]`)}::date[]
    ) with ordinality as wanted (from_day, until_day, range)
    cross join lateral (
      select target_id, ok_seconds, warning_seconds, critical_seconds, unknown_seconds, maintenance_seconds
      from rollup_day
      where target_id = any(${givenIds(sql, targetIds)})
        and day >= wanted.from_day
        and day < wanted.until_day
      offset 0
    ) rollup_day
    group by 1, 2`;
}

/** The last block ends before `untilDay`; of days from `rolledUntil` on nothing is read. */
export interface DayBlocks extends DayRange {
  readonly targetId: number;
  readonly daysPerBlock: number;
  readonly rolledUntil: Date;
}

/** Days of a target, folded into blocks; each begins with the first day there is of it. */
export async function listDayBlocks(sql: Sql, wanted: DayBlocks): Promise<TargetCell[]> {
  const { targetId, daysPerBlock } = wanted;
  const rows = await sql<(Omit<AccountRow, "hour"> & { readonly startAt: Date })[]>`
    select
      target_id as "targetId", min(day)::timestamp at time zone 'UTC' as "startAt", sum(ok_seconds)::int as ok,
      sum(warning_seconds)::int as warning, sum(critical_seconds)::int as critical, sum(unknown_seconds)::int as unknown,
      sum(maintenance_seconds)::int as maintenance, sum(answers)::int as answers,
      (sum(mean_ms::double precision * answers) / nullif(sum(answers) filter (where mean_ms is not null), 0))::real
        as "meanMs",
      max(max_ms) as "maxMs"
    from rollup_day
    where target_id = ${targetId}
      and day >= ${givenDay(sql, wanted.fromDay)}
      and day < ${givenDay(sql, wanted.rolledUntil)}
    group by target_id, (${dayText(wanted.untilDay)}::text::date - 1 - day) / ${daysPerBlock}::int
    order by 2`;
  return rows.map(({ startAt, ...row }) => cellOf(row, startAt.getTime()));
}

interface AccountRow extends Account {
  readonly targetId: number;
  readonly hour: number;
  readonly answers: number;
  readonly meanMs: number | null;
  readonly maxMs: number | null;
}

/** Times come as JSON: of an array of PostgreSQL the driver reads null as NaN. */
type Numbers = readonly (number | null)[] | null;

interface HoursRow extends Readonly<Record<keyof Account | "answers" | "meanMs" | "maxMs", Numbers>> {
  readonly targetId: number;
  readonly startAt: Date;
}

function cellsOf({ targetId, startAt, ...row }: HoursRow): TargetCell[] {
  return Array.from({ length: 24 }, (_, hour) => {
    const one = (numbers: Numbers) => numbers?.[hour] ?? 0;
    const { ok, warning, critical, unknown, maintenance } = row;
    const account = {
      ok: one(ok),
      warning: one(warning),
      critical: one(critical),
      unknown: one(unknown),
      maintenance: one(maintenance),
    };
    const times = { meanMs: row.meanMs?.[hour] ?? null, maxMs: row.maxMs?.[hour] ?? null };
    return { targetId, startMs: startAt.getTime() + hour * hourMs, account, answers: one(row.answers), ...times };
  });
}

function cellOf(row: Omit<AccountRow, "hour">, startMs: number): TargetCell {
  const { targetId, answers, meanMs, maxMs, ...account } = row;
  return { targetId, startMs, account, answers, meanMs, maxMs };
}

function givenDay(sql: Sql, day: Date): Fragment {
  return given(sql, sql`${dayText(day)}::text::date`);
}

function dayText(day: Date): string {
  return day.toISOString().slice(0, 10);
}
