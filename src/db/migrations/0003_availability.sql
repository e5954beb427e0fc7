-- Whether the agent that brought a result was believed, and not itself at fault: what others said is kept and counts for
-- nothing.
alter table result add column believed boolean not null default true;

-- Hour by hour what a target was: seconds in each state (element h + 1 is hour h of the UTC day) and the response times
-- of the runs that brought an answer. The seconds of an hour come to 3,600 from `begin_second` of the day on, where the
-- target was first heard of, and to 0 before. Null stands for 24 zeros, which is what most rows have for most states.
-- Each row is written once an hour for a day, so pages are left half empty for the versions of their rows.
create table rollup_hour (
  target_id int not null,
  day date not null,
  begin_second int not null,
  ok smallint[],
  warning smallint[],
  critical smallint[],
  unknown smallint[],
  maintenance smallint[],
  answers smallint[],
  mean_ms real[],
  max_ms real[],
  constraint rollup_hour_pk primary key (target_id, day)
) partition by range (day);

-- The same for a whole UTC day that is over.
create table rollup_day (
  target_id int not null,
  day date not null,
  ok_seconds int not null,
  warning_seconds int not null,
  critical_seconds int not null,
  unknown_seconds int not null,
  maintenance_seconds int not null,
  answers int not null,
  mean_ms real,
  max_ms real,
  constraint rollup_day_pk primary key (target_id, day)
) partition by range (day);

-- How far results are rolled up: all hours before `hour`, and `hour` for the targets up to `after_target`.
create table rollup_progress (
  only_row boolean primary key default true,
  hour timestamptz not null,
  after_target int not null default 0,
  constraint rollup_progress_single check (only_row)
);

-- Results that came after their hour was over: the day of the target is rolled up once more.
create table rollup_late (
  target_id int not null,
  day date not null,
  constraint rollup_late_pk primary key (target_id, day)
);

-- Puts hours `first` to `last` (0 to 23) of `fresh` in the place of those of `kept`; null for 24 zeros, given or made.
create function splice_hours(kept smallint[], fresh smallint[], first int, last int)
returns smallint[] language sql immutable parallel safe as $$
  select nullif(
    (coalesce(kept, array_fill(0::smallint, array[24])))[1:first]
      || (coalesce(fresh, array_fill(0::smallint, array[24])))[first + 1:last + 1]
      || (coalesce(kept, array_fill(0::smallint, array[24])))[last + 2:24],
    array_fill(0::smallint, array[24])
  )
$$;

-- The same for response times, which are null where no run brought an answer.
create function splice_hours(kept real[], fresh real[], first int, last int)
returns real[] language sql immutable parallel safe as $$
  select nullif(
    (coalesce(kept, array_fill(null::real, array[24])))[1:first]
      || (coalesce(fresh, array_fill(null::real, array[24])))[first + 1:last + 1]
      || (coalesce(kept, array_fill(null::real, array[24])))[last + 2:24],
    array_fill(null::real, array[24])
  )
$$;

-- All hours together; 0 for null.
create function sum_hours(hours smallint[])
returns int language sql immutable parallel safe as $$
  select coalesce(sum(one), 0)::int from unnest(hours) as one
$$;
