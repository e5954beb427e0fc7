-- Attempts are counted of a name at an address, too (`pair`): its key is that of the name and that of the address, 32 bytes
-- each. A stranger uses up attempts at addresses of his own.
alter table login_attempt drop constraint login_attempt_kind_known;
alter table login_attempt add constraint login_attempt_kind_known check (kind in ('address', 'account', 'pair', 'session'));

-- From where a name has logged in, both by their SHA-256 as in `login_attempt`: there what strangers do counts for nothing.
create table login_place (
  name_key bytea not null,
  address_key bytea not null,
  seen_at timestamptz not null default now(),
  constraint login_place_pk primary key (name_key, address_key)
);
create index login_place_seen on login_place (seen_at);
