-- What the queue must know of a target to settle its results: extra failures to see, and whether it proves the whole
-- chain. `silent` marks a task whose target was found to have no data; its next result clears it. `silent_at` is when
-- that will be found unless a run says something of the target before.
alter table task
  add column retries smallint not null default 0,
  add column canary boolean not null default false,
  add column silent boolean not null default false,
  add column silent_at timestamptz not null default now();

-- How long a target may say nothing before it has no data: three intervals, and time for one whole lease.
create function silence_limit(interval_seconds int, lease_seconds int)
returns interval language sql immutable parallel safe as $$
  select make_interval(secs => greatest(3 * interval_seconds::bigint, 90 + lease_seconds))
$$;
update task
set retries = least(target.retry_before_notification, 1000),
    silent_at = now() + silence_limit(task.interval_seconds, task.lease_seconds)
from target
where target.id = task.target_id;
create index task_unheard on task (silent_at) where not silent;

-- `severity`, `reason`, `message` and `since_at` are what the last result said; `steady` is what enough looks agreed on,
-- and `settled` what people are told: the same, unless the check flaps. `failures`, `warnings` and `criticals` count
-- results in a row of at least that gravity. `witness` is the agent that saw the first of them; `confirmed` says that
-- another saw one too. `changes_at` are the latest changes of `steady` between ok and not ok.
alter table check_state
  add column steady smallint not null default 0,
  add column settled smallint not null default 0,
  add column warnings int not null default 0,
  add column criticals int not null default 0,
  add column witness int,
  add column confirmed boolean not null default false,
  add column first_failure_at timestamptz,
  add column changes_at timestamptz[] not null default '{}',
  add column flapping boolean not null default false;
-- What was counted before says nothing of how grave it was.
update check_state
set failures = 0
where failures > 0;

-- An isolated agent is not believed: its results are kept and move nothing.
alter table agent
  add column isolated_at timestamptz,
  add column isolation text;

-- What incidents that arrived together have in common. `key` is the observation they share; a new one of the same key
-- begins when none joined for a while. `incidents` counts all that joined, `open_incidents` those that last.
create table cause (
  id bigint generated always as identity primary key,
  key text not null,
  kind text not null,
  value text not null,
  reason smallint not null,
  opened_at timestamptz not null,
  joined_at timestamptz not null default now(),
  closed_at timestamptz,
  incidents int not null default 0,
  open_incidents int not null default 0,
  constraint cause_kind_known check (kind in ('address', 'issuer', 'reason', 'agents'))
);
create index cause_key on cause (key, joined_at desc);
create index cause_open on cause (open_incidents desc, id desc) where closed_at is null;

-- From the settled severity of a subject leaving ok until it is ok again. A subject is `target:<id>`, `agent:<id>` or
-- `agents` (that there is none). What names the target is copied, since an incident outlives its configuration.
-- `first_slot` and `recovery_slot` name the evidence of the first failure and of the recovery.
create table incident (
  id bigint generated always as identity primary key,
  subject text not null,
  target_id int,
  cause_id bigint not null,
  domain text not null,
  url text not null default '',
  labels jsonb not null default '{}',
  defined_at text not null default '',
  check_key text not null default '',
  severity smallint not null,
  worst_severity smallint not null,
  reason smallint not null,
  message text not null,
  agent_id int,
  flapping boolean not null default false,
  opened_at timestamptz not null,
  closed_at timestamptz,
  first_slot timestamptz,
  recovery_slot timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  remind_seconds int,
  remind_at timestamptz,
  constraint incident_target_fk foreign key (target_id) references target (id) on delete set null,
  constraint incident_cause_fk foreign key (cause_id) references cause (id)
);
-- Two open incidents of one subject cannot be.
create unique index incident_open on incident (subject) where closed_at is null;
create index incident_worst on incident (severity desc, opened_at desc, id desc) where closed_at is null;
create index incident_subject on incident (subject, id desc);
create index incident_target on incident (target_id);
create index incident_cause on incident (cause_id, id);
-- How many sites of a cause are down, from the index alone.
create index incident_cause_open on incident (cause_id, domain) include (severity) where closed_at is null;
create index incident_reminder on incident (remind_at) where closed_at is null and acknowledged_at is null;
create index incident_closed on incident (closed_at, id);

-- What happened to an incident, in the order of `id`.
create table incident_event (
  id bigint generated always as identity primary key,
  incident_id bigint not null,
  at timestamptz not null,
  kind text not null,
  severity smallint not null,
  reason smallint not null,
  message text not null,
  actor text,
  constraint incident_event_incident_fk foreign key (incident_id) references incident (id) on delete cascade,
  constraint incident_event_kind_known check (
    kind in ('opened', 'escalated', 'eased', 'flapping', 'reopened', 'acknowledged', 'reminded', 'recovered', 'removed')
  )
);
create index incident_event_incident on incident_event (incident_id, id);

-- The outbox, first half: an event that somebody may have to be told of, written in the transaction of the event. The
-- dispatcher turns it into lines of messages and deletes it. `held` says that a silence kept it back until `visible_at`.
create table notice (
  id bigint generated always as identity primary key,
  incident_id bigint,
  event_id bigint,
  kind text not null,
  visible_at timestamptz not null default now(),
  held boolean not null default false,
  constraint notice_incident_fk foreign key (incident_id) references incident (id) on delete cascade,
  constraint notice_event_fk foreign key (event_id) references incident_event (id) on delete cascade
);
create index notice_due on notice (visible_at, id);
create index notice_incident on notice (incident_id);
create index notice_heartbeat on notice (kind) where kind = 'heartbeat';

-- Who gets messages: a queue row like a task. `visible_at` is when something may be sent, or when the sender's lease
-- ends. A lane is what fails together: a mail server, a Gotify server. `wanted_at` is when a server last had it in its
-- configuration, and before `rest_until` the other side asked not to be called again.
create table recipient (
  id text primary key,
  lane text not null,
  wanted_at timestamptz not null default now(),
  visible_at timestamptz not null default 'infinity',
  token bigint not null default 0,
  leased_by text,
  failing_since timestamptz,
  rest_until timestamptz,
  last_error text,
  last_sent_at timestamptz
);
create index recipient_due on recipient (lane, visible_at);
create index recipient_failing on recipient (lane) where failing_since is not null;
-- Who has something waiting but is in no configuration any more.
create index recipient_unwanted on recipient (wanted_at) where visible_at < 'infinity';

-- The outbox, second half: what a recipient is to be told. `events` are ids of incident events. A waiting message takes
-- up more of them; a sealed one is being sent, or may have been, and keeps its idempotency key and its `content`.
-- `group_keys` are those of all that were merged into it; `group_key` is the first of them.
create table message (
  id bigint generated always as identity primary key,
  recipient text not null,
  group_key text not null,
  group_keys text[] not null,
  state text not null default 'waiting',
  events bigint[] not null,
  content json,
  idempotency_key uuid not null default gen_random_uuid(),
  created_at timestamptz not null default now(),
  not_before timestamptz not null,
  sealed_at timestamptz,
  ended_at timestamptz,
  attempts int not null default 0,
  title text not null default '',
  answer text not null default '',
  constraint message_state_known check (state in ('waiting', 'sealed', 'sent', 'dead', 'dropped'))
);
-- A storm appends to the events of every recipient twice a second: compressing them was 95 % of that.
alter table message alter column events set storage external;
create unique index message_waiting on message (recipient, group_key) where state = 'waiting';
create index message_unsent on message (recipient, not_before) where state in ('waiting', 'sealed');
create index message_ended on message (recipient, group_key, ended_at desc) where state = 'sent';
create index message_sent on message (recipient, ended_at desc) where state = 'sent';
create index message_state on message (state, id desc);
-- What was said of a cause.
create index message_groups on message using gin (group_keys);
create index message_old on message (ended_at) where ended_at is not null;

-- No notifications for a while, by a person or a script; those of the configuration are not here.
create table silence (
  id bigint generated always as identity primary key,
  kind text not null default 'silence',
  match jsonb not null,
  comment text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  starts_at timestamptz not null default now(),
  ends_at timestamptz not null,
  ended_by text,
  constraint silence_kind_known check (kind in ('silence', 'maintenance')),
  constraint silence_ends_after_start check (ends_at >= starts_at)
);
create index silence_end on silence (ends_at);

-- Secrets that all servers of a database share, such as the key of signed links.
create table shared_secret (
  name text primary key,
  value bytea not null
);
