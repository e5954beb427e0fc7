-- People who may log in. The same name may come from here and from elsewhere: those are two people. `role_fixed` says that
-- somebody chose the role of a person from elsewhere, which otherwise follows what is said there at each login.
create table argos_user (
  id int generated always as identity primary key,
  name text not null,
  origin text not null,
  role text not null,
  role_fixed boolean not null default false,
  password_hash text,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  last_login_at timestamptz,
  constraint argos_user_origin_known check (origin in ('local', 'ldap', 'openid', 'proxy')),
  constraint argos_user_role_known check (role in ('reader', 'administrator')),
  constraint argos_user_password_here check ((origin = 'local') = (password_hash is not null))
);
create unique index argos_user_name on argos_user (origin, lower(name));

-- A login that lasts. `id` is the SHA-256 of the secret in the cookie, which stands nowhere; `number` names the session to
-- its owner. It is over at `expires_at`, which moves with its use, and at `ends_at` in any case.
create table session (
  id bytea primary key,
  number bigint generated always as identity,
  user_id int not null,
  address text,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  idle_seconds int not null,
  expires_at timestamptz not null,
  ends_at timestamptz not null,
  constraint session_user_fk foreign key (user_id) references argos_user (id) on delete cascade
);
create index session_owner on session (user_id, number);
create index session_expired on session (expires_at);

-- Attempts to log in that count against a limit: `hits` are those within its window, never more than the limit. `key` is the
-- SHA-256 of an address or of a name, since people type passwords into the wrong field.
create table login_attempt (
  kind text not null,
  key bytea not null,
  hits timestamptz[] not null,
  ends_at timestamptz not null,
  constraint login_attempt_pk primary key (kind, key),
  constraint login_attempt_kind_known check (kind in ('address', 'account'))
);
create index login_attempt_ended on login_attempt (ends_at);

-- Tokens of programs: `id` stands in the token and names it, the secret beside it is kept as its SHA-256 alone.
create table api_token (
  id text primary key,
  secret_hash bytea not null,
  name text not null,
  scopes text[] not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text
);

-- Who did what, from where, to what. Rows are only added, and forgotten when they are old.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  address text,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}'
);
create index audit_at on audit (at);

create function audit_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'rows of audit are never changed';
end
$$;
create trigger audit_final before update on audit
for each statement execute function audit_is_final();
