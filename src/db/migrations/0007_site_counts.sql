-- How many sites have which worst check. A duty counts them anew every few seconds from the checks that are not ok: what
-- counters kept by each change of a check would need is a lock on its site.
create table site_count (
  severity smallint primary key,
  n int not null,
  counted_at timestamptz not null default now(),
  constraint site_count_severity_known check (severity between 0 and 3)
);
