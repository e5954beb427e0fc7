-- One website of the configuration.
create table site (
  id int generated always as identity primary key,
  domain text not null,
  labels jsonb not null default '{}',
  defined_at text not null,
  constraint site_domain_unique unique (domain)
);

-- One request to make. `spec` is what an agent is told; its digest shows a change without reading it.
create table target (
  id int generated always as identity primary key,
  site_id int not null,
  key text not null,
  method text not null,
  url text not null,
  family smallint not null,
  spec jsonb not null,
  spec_digest text not null,
  interval_seconds int not null,
  recheck_seconds int,
  retry_before_notification int not null,
  defined_at text not null,
  constraint target_key_unique unique (key),
  constraint target_site_fk foreign key (site_id) references site (id) on delete cascade,
  constraint target_interval_positive check (interval_seconds > 0)
);
create index target_site on target (site_id);

-- One check and its current state. Severities and reasons are positions in the lists of the program.
create table check_state (
  id int generated always as identity primary key,
  target_id int not null,
  key text not null,
  position smallint not null,
  severity smallint not null default 1,
  reason smallint not null,
  message text not null default '',
  since_at timestamptz not null default now(),
  failures int not null default 0,
  constraint check_state_key_unique unique (target_id, key),
  constraint check_state_target_fk foreign key (target_id) references target (id) on delete cascade,
  constraint check_state_severity_known check (severity between 0 and 3)
) with (fillfactor = 80);
-- The worst first, for the summary and pages of it: only what is not ok is in it. `id` tells equals apart for cursors.
create index check_state_worst on check_state (severity desc, since_at desc, id desc) where severity > 0;

-- The queue: one narrow row a target. `visible_at` is when the task is due, or when its lease ends.
-- `token` is the fencing token: it grows at each lease and at whatever else ends one; while it stands and `leased_by`
-- is null, the run it was leased for has been completed. `slot` is the instant the run stands for and `missed` counts the
-- slots before it that nobody ran. `calm` says that every check of the target is ok.
create table task (
  target_id int primary key,
  family smallint not null,
  interval_seconds int not null,
  phase_seconds double precision not null,
  recheck_seconds int,
  lease_seconds int not null,
  visible_at timestamptz not null,
  token bigint not null default 0,
  attempt smallint not null default 0,
  leased_by int,
  leased_at timestamptz,
  slot timestamptz,
  missed int not null default 0,
  rechecking boolean not null default false,
  last_agent int,
  calm boolean not null default false,
  constraint task_target_fk foreign key (target_id) references target (id) on delete cascade,
  constraint task_interval_positive check (interval_seconds > 0)
) with (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_cost_delay = 0
);
create index task_due on task (family, visible_at);
create index task_suspect on task (visible_at) where attempt >= 3;

-- The first slot of a schedule strictly after `after`: slots missed in between are coalesced.
create function next_slot(interval_seconds int, phase_seconds double precision, after timestamptz)
returns timestamptz language sql immutable parallel safe as $$
  select to_timestamp(
    (floor((extract(epoch from after)::double precision - phase_seconds) / interval_seconds) + 1) * interval_seconds + phase_seconds
  )
$$;

-- How many slots of a schedule lie in [since, until): what nobody ran. Rounded, since instants hold whole microseconds.
create function skipped_slots(interval_seconds int, phase_seconds double precision, since timestamptz, until timestamptz)
returns int language sql immutable parallel safe as $$
  select greatest(
    0,
    ceil(round(((extract(epoch from until)::double precision - phase_seconds) / interval_seconds)::numeric, 6))
      - ceil(round(((extract(epoch from since)::double precision - phase_seconds) / interval_seconds)::numeric, 6))
  )::int
$$;

-- Who probes. `instance` is made anew at each start of an agent.
create table agent (
  id int generated always as identity primary key,
  name text not null,
  instance text not null,
  version text not null,
  started_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  constraint agent_name_unique unique (name)
);

-- One row a run, in partitions by day that are dropped whole. `late_ms` is from the slot to the start of the probe;
-- `missed` counts the slots before it that nobody ran; `check_values` are the findings' numbers in the checks' order.
create table result (
  target_id int not null,
  slot timestamptz not null,
  token bigint not null,
  agent_id int not null,
  severity smallint not null,
  reason smallint not null,
  status smallint,
  missed int not null,
  late_ms int not null,
  total_ms real not null,
  dns_ms real,
  tls_ms real,
  first_byte_ms real,
  body_bytes bigint,
  check_values real[],
  constraint result_pk primary key (target_id, slot)
) partition by range (slot);
create table result_default partition of result default;

-- A check whose severity or reason changed, with the words for it.
create table transition (
  id bigint generated always as identity primary key,
  check_id int not null,
  target_id int not null,
  at timestamptz not null,
  from_severity smallint not null,
  to_severity smallint not null,
  reason smallint not null,
  message text not null,
  agent_id int,
  constraint transition_check_fk foreign key (check_id) references check_state (id) on delete cascade
);
create index transition_target on transition (target_id, at desc);
create index transition_check on transition (check_id);
create index transition_latest on transition (at desc);

-- What a run saw, kept where it changed the state of a check.
create table evidence (
  target_id int not null,
  slot timestamptz not null,
  observation jsonb not null,
  constraint evidence_pk primary key (target_id, slot),
  constraint evidence_target_fk foreign key (target_id) references target (id) on delete cascade
);
create index evidence_slot on evidence (slot);

-- Counters as sums of deltas: adding one never waits for another transaction; a duty folds them together.
-- `newest_at` is when results were last accepted: the age of the data without looking at results.
create table check_count (
  severity smallint not null,
  n bigint not null
);
create table result_count (
  day date not null,
  n bigint not null,
  newest_at timestamptz not null default now()
);

create function count_inserted_checks() returns trigger language plpgsql as $$
begin
  insert into check_count (severity, n)
  select severity, count(*) from added group by severity;
  return null;
end $$;
create function count_deleted_checks() returns trigger language plpgsql as $$
begin
  insert into check_count (severity, n)
  select severity, -count(*) from removed group by severity;
  return null;
end $$;
create function count_changed_checks() returns trigger language plpgsql as $$
begin
  insert into check_count (severity, n)
  select severity, sum(n)
  from (
    select severity, 1 as n from added
    union all
    select severity, -1 from removed
  ) change
  group by severity
  having sum(n) <> 0;
  return null;
end $$;
create trigger check_state_inserted after insert on check_state
referencing new table as added for each statement execute function count_inserted_checks();
create trigger check_state_deleted after delete on check_state
referencing old table as removed for each statement execute function count_deleted_checks();
create trigger check_state_changed after update on check_state
referencing old table as removed new table as added for each statement execute function count_changed_checks();

-- A periodic piece of the server's own work: leased like a task, so that any number of servers share it.
create table duty (
  name text primary key,
  visible_at timestamptz not null default now(),
  token bigint not null default 0,
  leased_by text,
  last_error text,
  completed_at timestamptz
);

-- What the configuration was each time it changed. The newest row is in force.
create table config_revision (
  id int generated always as identity primary key,
  digest text not null,
  applied_at timestamptz not null default now(),
  probe jsonb not null,
  added int not null,
  changed int not null,
  removed int not null
);
