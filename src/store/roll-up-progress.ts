import type { Sql } from "../db/pool.ts";

/** Where rolling up stands: all hours before are done, and this one for the targets up to `afterTarget`. */
export interface RollUpProgress {
  readonly hourAt: Date;
  readonly afterTarget: number;
  /** Whether the hour has been over for long enough that its results are in. */
  readonly isDue: boolean;
}

/** Begins with the oldest day of which there may be results, where rolling up has not begun yet. */
export async function beginRollUp(sql: Sql): Promise<void> {
  await sql`
    insert into rollup_progress (hour)
    select coalesce(
      (
        select min(to_date(right(child.relname, 8), 'YYYYMMDD'))::timestamp at time zone 'UTC'
        from pg_inherits
        join pg_class child on child.oid = pg_inherits.inhrelid
        where pg_inherits.inhparent = 'result'::regclass
          and child.relname ~ '^result_[0-9]{8}$'
      ),
      date_trunc('hour', now())
    )
    on conflict do nothing`;
}

/**
 * Holds the progress until the transaction ends, so that no two servers roll up the same; an hour is due `graceSeconds`
 * after its end. Undefined before `beginRollUp`.
 */
export async function lockProgress(tx: Sql, graceSeconds: number): Promise<RollUpProgress | undefined> {
  const [row] = await tx<RollUpProgress[]>`
    select
      hour as "hourAt", after_target as "afterTarget",
      hour + interval '1 hour' + make_interval(secs => ${graceSeconds}) <= now() as "isDue"
    from rollup_progress
    for update`;
  return row;
}

/** Notes that the hour is done up to a target. */
export async function advanceProgress(tx: Sql, afterTarget: number): Promise<void> {
  await tx`update rollup_progress set after_target = ${afterTarget}`;
}

/** Notes that the hour is done; the next begins with the first target. */
export async function finishHour(tx: Sql): Promise<void> {
  await tx`
    update rollup_progress
    set hour = hour + interval '1 hour',
        after_target = 0`;
}

/** A target to be accounted for, and how long a result of it stands, in seconds. */
export interface HeldTarget {
  readonly targetId: number;
  readonly holdSeconds: number;
}

/** The next targets after an id, by id. */
export async function listTargetsAfter(sql: Sql, afterTarget: number, limit: number): Promise<HeldTarget[]> {
  return await sql<HeldTarget[]>`
    select
      target_id as "targetId", extract(epoch from silence_limit(interval_seconds, lease_seconds))::int as "holdSeconds"
    from task
    where target_id > ${afterTarget}
    order by target_id
    limit ${limit}`;
}

/** A day of a target of which a result came too late. */
export interface LateDay extends HeldTarget {
  /** Midnight UTC. */
  readonly day: Date;
  /** The last hour that is rolled up: 0 to 23. */
  readonly lastHour: number;
}

/**
 * Takes late days off the list, at most so many, and returns those to be rolled up once more: days that were rolled up at
 * least in part, whose results, and those of the day before, are still there. For under `lockProgress`.
 */
export async function takeLateDays(tx: Sql, limit: number): Promise<LateDay[]> {
  return await tx<LateDay[]>`
    with taken as (
      delete from rollup_late
      where (target_id, day) in (
        select target_id, day
        from rollup_late
        order by day, target_id
        limit ${limit}
      )
      returning target_id, day
    ),
    affected as (
      select distinct target_id, late.day
      from taken
      cross join lateral (values (taken.day), (taken.day + 1)) as late (day)
    ),
    rolled as (
      select
        affected.target_id, affected.day::timestamp at time zone 'UTC' as start_at,
        case when progress.after_target >= affected.target_id then progress.hour + interval '1 hour' else progress.hour end
          as until_at,
        affected.day
      from affected
      cross join rollup_progress progress
    )
    select
      rolled.target_id as "targetId", rolled.start_at as "day",
      least(23, extract(epoch from rolled.until_at - rolled.start_at)::int / 3600 - 1) as "lastHour",
      extract(epoch from silence_limit(task.interval_seconds, task.lease_seconds))::int as "holdSeconds"
    from rolled
    join task on task.target_id = rolled.target_id
    where rolled.until_at > rolled.start_at
      and to_regclass('result_' || to_char(rolled.day, 'YYYYMMDD')) is not null
      and to_regclass('result_' || to_char(rolled.day - 1, 'YYYYMMDD')) is not null
    order by rolled.day, rolled.target_id`;
}
