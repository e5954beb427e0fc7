-- What a configuration is and what it changed. `diff` lists targets, at most a few hundred, as schemas of the program say;
-- the oldest revisions lose it. `runs_per_minute` is what the schedule of all targets wants. Null where an older version
-- applied it.
alter table config_revision
  add column diff jsonb,
  add column sites int,
  add column targets int,
  add column checks int,
  add column runs_per_minute double precision;
update config_revision
set sites = (select count(*) from site),
    targets = (select count(*) from target),
    checks = (select count(*) from check_state),
    runs_per_minute = (select coalesce(sum(60.0 / interval_seconds), 0) from target)
where id = (select max(id) from config_revision);

-- A server that lives: it writes `seen_at` every few seconds and deletes its row when it stops.
create table server (
  name text primary key,
  version text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

-- Each time a server read its configuration file, and what came of it. `problems` is a list of
-- {file, line, column, message}; `revision` is the one in force afterwards, null where it was not applied.
create table config_attempt (
  id bigint generated always as identity primary key,
  server text not null,
  at timestamptz not null default now(),
  source text not null,
  outcome text not null,
  revision int,
  problems jsonb not null default '[]',
  constraint config_attempt_source_known check (source in ('start', 'signal', 'api', 'page')),
  constraint config_attempt_outcome_known check (outcome in ('applied', 'refused', 'failed'))
);
create index config_attempt_server on config_attempt (server, id desc);

-- What an agent says of its load; null for one that does not say. `recent_runs` are the runs it brought, each weighed by
-- e^(-age / 60 s): as many as it does in a minute. It is as old as `last_seen_at`.
alter table agent
  add column in_flight int,
  add column slots int,
  add column cpu_share real,
  add column limited boolean,
  add column recent_runs double precision not null default 0;

-- The dead letters of one recipient.
create index message_dead on message (recipient, id) where state = 'dead';
-- What was silenced while an incident lasted.
create index silence_created on silence (created_at);
