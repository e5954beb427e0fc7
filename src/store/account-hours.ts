import type { Cut } from "../checks/maintenance-cuts.ts";
import type { Sql } from "../db/pool.ts";

/** A target whose time is to be accounted for. */
export interface AccountedTarget {
  readonly targetId: number;
  /** How long a result stands where no other follows, in seconds. */
  readonly holdSeconds: number;
  /** Planned work, apart from each other and in order, in seconds from the start of the range. */
  readonly cuts: readonly Cut[];
}

/** What is accounted for: from a whole hour to an instant after it, by whole seconds. */
export interface AccountRange {
  readonly startAt: Date;
  readonly endAt: Date;
  readonly targets: readonly AccountedTarget[];
}

const unknownRank = 1;

/**
 * The common table expressions of an account by hours, the last of which is `account`: a row a target and hour, counted
 * from the start of the range, with its seconds in each state.
 *
 * A result stands from its second to that of the next, at most as long as its target's silence limit; nobody knows what
 * was after that. What an agent said that was not believed, or was itself at fault, is not known either. The time of a
 * target begins with its first result. All is counted in whole seconds, so that nothing is lost by adding up.
 */
export function accountHours(sql: Sql, { startAt, endAt, targets }: AccountRange) {
  const start = sql`${startAt.toISOString()}::text::timestamptz`;
  const end = sql`${endAt.toISOString()}::text::timestamptz`;
  const endSecond = Math.floor((endAt.getTime() - startAt.getTime()) / 1000);
  const holdMax = Math.max(0, ...targets.map((one) => one.holdSeconds));
  return sql`
    wanted as materialized (
      select target_id, hold_seconds, cut_from, cut_until
      from json_to_recordset(${JSON.stringify(targets.map(wantedRow))}::text::json) as row (
        target_id int, hold_seconds int, cut_from int[], cut_until int[]
      )
    ),
    seen as materialized (
      select
        wanted.target_id, run.slot, floor(extract(epoch from run.slot - ${start}))::int as at,
        case when run.believed then run.severity else ${unknownRank} end as severity,
        case when run.believed and run.status > 0 then run.total_ms end as total_ms
      from wanted
      cross join lateral (
        select slot, severity, believed, status, total_ms
        from result
        where result.target_id = wanted.target_id
          and result.slot >= ${start}
          and result.slot < ${end}
        offset 0
      ) run
      union all
      select
        wanted.target_id, coalesce(before.slot, '-infinity'),
        coalesce(floor(extract(epoch from before.slot - ${start}))::int, -1),
        case when before.believed then before.severity else ${unknownRank} end, null
      from wanted
      left join lateral (
        select slot, severity, believed
        from result
        where result.target_id = wanted.target_id
          and result.slot >= ${start} - make_interval(secs => least(wanted.hold_seconds, ${holdMax}::int))
          and result.slot >= ${start} - make_interval(secs => ${holdMax}::int)
          and result.slot < ${start}
        order by result.slot desc
        limit 1
      ) before on true
      where before.slot is not null or ${hasPast(sql, startAt)}
    ),
    placed as (
      select
        target_id, at, severity, total_ms, at + wanted.hold_seconds as stale_at,
        coalesce(lead(at) over (partition by target_id order by slot), ${endSecond}::int) as next_at
      from seen
      join wanted using (target_id)
    ),
    span as (
      select
        target_id, severity, total_ms, greatest(at, 0) as from_second,
        greatest(least(next_at, stale_at), 0) as until_second
      from placed
      union all
      select target_id, ${unknownRank}, null, greatest(stale_at, 0), next_at
      from placed
      where next_at > greatest(stale_at, 0)
    ),
    piece as (
      select
        span.target_id, span.severity, hour,
        case when hour = from_second / 3600 then total_ms end as total_ms,
        greatest(from_second, hour * 3600) as from_second,
        least(until_second, hour * 3600 + 3600) as until_second
      from span
      cross join generate_series(from_second / 3600, greatest(from_second, until_second - 1) / 3600) as hour
    ),
    cut_piece as (
      select
        piece.target_id, severity, hour, total_ms, from_second, until_second,
        case when cut_from is null then 0 else (
          select sum(greatest(0, least(until_second, cut_end) - greatest(from_second, cut_start)))::int
          from unnest(cut_from, cut_until) as cut (cut_start, cut_end)
        ) end as cut_seconds
      from piece
      join wanted using (target_id)
    ),
    account as materialized (
      select
        target_id, hour, min(from_second) as from_second,
        ${secondsAt(sql, 0)} as ok,
        ${secondsAt(sql, 2)} as warning,
        ${secondsAt(sql, 3)} as critical,
        ${secondsAt(sql, unknownRank)} as unknown,
        sum(cut_seconds)::int as maintenance,
        count(total_ms)::int as answers,
        avg(total_ms)::real as mean_ms,
        max(total_ms) as max_ms
      from cut_piece
      group by target_id, hour
    )`;
}

/** A target that was heard of before a range has a past although no result of late says so. */
function hasPast(sql: Sql, startAt: Date) {
  const day = startAt.toISOString().slice(0, 10);
  const second = (startAt.getTime() - Date.parse(day)) / 1000;
  return sql`coalesce((
        select past.day < ${day}::text::date or past.begin_second <= ${second}::int
        from rollup_hour past
        where past.target_id = wanted.target_id
          and past.day <= ${day}::text::date
        order by past.day desc
        limit 1
      ), false)`;
}

function secondsAt(sql: Sql, rank: number) {
  return sql`coalesce(sum(until_second - from_second - cut_seconds) filter (where severity = ${rank}), 0)::int`;
}

function wantedRow({ targetId, holdSeconds, cuts }: AccountedTarget): Record<string, unknown> {
  const none = cuts.length === 0;
  return {
    target_id: targetId,
    hold_seconds: holdSeconds,
    cut_from: none ? null : cuts.map((one) => one.fromSecond),
    cut_until: none ? null : cuts.map((one) => one.untilSecond),
  };
}
