-- A target's year is 365 rows, written a day apart and so on as many pages of a table. The index has them side by side, and
-- now all that sums and bars need: a year is some 25 pages instead of 400.
alter table rollup_day drop constraint rollup_day_pk;
alter table rollup_day add constraint rollup_day_pk primary key (target_id, day) include (
  ok_seconds, warning_seconds, critical_seconds, unknown_seconds, maintenance_seconds, answers, mean_ms, max_ms
);
