import type { Sql } from "../db/pool.ts";
import { type AccountedTarget, accountHours } from "./account-hours.ts";

const hourMs = 3_600_000;

/** Whole hours of one UTC day. */
export interface HourRange {
  /** Midnight UTC. */
  readonly day: Date;
  /** 0 to 23, and not before `firstHour`. */
  readonly firstHour: number;
  readonly lastHour: number;
}

/**
 * Accounts for hours of some targets and stores them, in the place of what was stored of these hours; where the day is
 * over with them, the day too. Doing it again changes nothing. A target that was never heard of gets no row.
 */
export async function rollUpHours(tx: Sql, range: HourRange, targets: readonly AccountedTarget[]): Promise<void> {
  if (targets.length === 0) return;
  await storeHours(tx, range, targets);
  if (range.lastHour < 23) return;
  await storeDay(
    tx,
    range.day,
    targets.map((one) => one.targetId),
  );
}

async function storeHours(tx: Sql, range: HourRange, targets: readonly AccountedTarget[]): Promise<void> {
  const { day, firstHour, lastHour } = range;
  const startAt = new Date(day.getTime() + firstHour * hourMs);
  const endAt = new Date(day.getTime() + (lastHour + 1) * hourMs);
  const spliced = (column: string) =>
    tx`${tx(column)} = splice_hours(kept.${tx(column)}, excluded.${tx(column)}, ${firstHour}::int, ${lastHour}::int)`;
  await tx`
    with ${accountHours(tx, { startAt, endAt, targets })}
    insert into rollup_hour as kept (
      target_id, day, begin_second, ok, warning, critical, unknown, maintenance, answers, mean_ms, max_ms
    )
    select
      accounted.target_id, ${dayText(day)}::text::date, accounted.from_second + ${firstHour * 3600}::int,
      ${hoursOf(tx, "ok")}, ${hoursOf(tx, "warning")}, ${hoursOf(tx, "critical")}, ${hoursOf(tx, "unknown")},
      ${hoursOf(tx, "maintenance")}, ${hoursOf(tx, "answers")}, array_agg(mean_ms order by day_hour),
      array_agg(max_ms order by day_hour)
    from (
      select target_id, min(from_second) as from_second
      from account
      group by target_id
    ) accounted
    cross join generate_series(0, 23) as day_hour
    left join account on account.target_id = accounted.target_id and account.hour = day_hour - ${firstHour}::int
    group by accounted.target_id, accounted.from_second
    order by accounted.target_id
    on conflict (target_id, day) do update
    set begin_second = least(kept.begin_second, excluded.begin_second),
        ${spliced("ok")}, ${spliced("warning")}, ${spliced("critical")}, ${spliced("unknown")},
        ${spliced("maintenance")}, ${spliced("answers")}, ${spliced("mean_ms")}, ${spliced("max_ms")}`;
}

/** The 24 numbers of a day, null for none but zeros. */
function hoursOf(tx: Sql, column: string) {
  return tx`
      case when sum(account.${tx(column)}) > 0 then
        array_agg(coalesce(account.${tx(column)}, 0)::smallint order by day_hour)
      end`;
}

async function storeDay(tx: Sql, day: Date, targetIds: readonly number[]): Promise<void> {
  await tx`
    insert into rollup_day (
      target_id, day, ok_seconds, warning_seconds, critical_seconds, unknown_seconds, maintenance_seconds, answers,
      mean_ms, max_ms
    )
    select
      hours.target_id, hours.day, sum_hours(ok), sum_hours(warning), sum_hours(critical), sum_hours(unknown),
      sum_hours(maintenance), sum_hours(answers), times.mean_ms, times.max_ms
    from rollup_hour hours
    cross join lateral (
      select (sum(mean * n) / nullif(sum(n) filter (where mean is not null), 0))::real as mean_ms, max(most) as max_ms
      from unnest(answers, hours.mean_ms, hours.max_ms) as one (n, mean, most)
    ) times
    where hours.day = ${dayText(day)}::text::date
      and hours.target_id = any(${[...targetIds]}::int[])
    order by hours.target_id
    on conflict (target_id, day) do update
    set ok_seconds = excluded.ok_seconds,
        warning_seconds = excluded.warning_seconds,
        critical_seconds = excluded.critical_seconds,
        unknown_seconds = excluded.unknown_seconds,
        maintenance_seconds = excluded.maintenance_seconds,
        answers = excluded.answers,
        mean_ms = excluded.mean_ms,
        max_ms = excluded.max_ms`;
}

function dayText(day: Date): string {
  return day.toISOString().slice(0, 10);
}
