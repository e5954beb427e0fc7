-- The names that a credential of agents speaks as. `kind` and `credential` name it: a token of this database by its id, a
-- secret of the configuration by a slow digest, since people choose those themselves, and the agents that servers start
-- themselves by nothing. `chosen` says that the name was given at the token's creation: then it is for such tokens alone.
create table agent_name (
  kind text not null,
  credential text not null,
  name text not null,
  chosen boolean not null,
  bound_at timestamptz not null default now(),
  seen_at timestamptz,
  constraint agent_name_pk primary key (kind, credential, name),
  constraint agent_name_kind_known check (kind in ('token', 'secret', 'local')),
  constraint agent_name_seen check (chosen or seen_at is not null)
);
create index agent_name_holders on agent_name (name);

-- Where a credential of agents was shown from: an address of IPv4, or a network of 64 bits of IPv6.
create table agent_address (
  kind text not null,
  credential text not null,
  address text not null,
  first_seen_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  constraint agent_address_pk primary key (kind, credential, address)
);

-- What an agent took and did not bring back: leases that ended without a word, in rounds of which each was given after the one
-- before was lost, and the runs that came back since the first. Restarts and absences are forgiven, a few in a row: leases
-- given before `forgiven_at` count for nothing.
alter table agent
  add column lost_rounds int not null default 0,
  add column lost_leases int not null default 0,
  add column lost_at timestamptz,
  add column returned_runs int not null default 0,
  add column forgiven_at timestamptz,
  add column absences int not null default 0,
  add column absent_at timestamptz;
