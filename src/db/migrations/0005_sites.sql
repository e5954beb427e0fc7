-- What a site is found by: its host and the values of its labels in lower case without accents, made by the program.
-- Labels of sites that are here already are found from the next time a configuration is applied.
alter table site add column search_text text not null default '';
update site set search_text = lower(regexp_replace(domain, '^https?://', ''));

-- The three letters at each place of a text, as numbers: what contains a text contains its trigrams. The cost keeps the
-- planner from trying it on every row.
create function site_trigrams(value text) returns int[] language sql immutable strict parallel safe cost 1000 as $$
  select array(select hashtext(substr(value, place, 3)) from generate_series(1, length(value) - 2) as place)
$$;
create index site_search on site using gin (site_trigrams(search_text));

-- Which sites have a label, by domain. Triggers on `site` keep it; a label too long for an index is not in it.
create table site_label (
  name text collate "C" not null,
  value text collate "C" not null,
  domain text not null,
  site_id int not null,
  constraint site_label_pk primary key (name, value, domain) include (site_id)
);

create function add_site_labels() returns trigger language plpgsql as $$
begin
  insert into site_label (name, value, domain, site_id)
  select label.key, label.value, added.domain, added.id
  from added
  cross join lateral jsonb_each_text(added.labels) as label
  where octet_length(label.key) + octet_length(label.value) + octet_length(added.domain) <= 2000;
  return null;
end $$;
create function remove_site_labels() returns trigger language plpgsql as $$
begin
  delete from site_label
  using removed
  cross join lateral jsonb_each_text(removed.labels) as label
  where site_label.name = label.key
    and site_label.value = label.value
    and site_label.domain = removed.domain;
  return null;
end $$;
create function change_site_labels() returns trigger language plpgsql as $$
begin
  delete from site_label
  using removed
  join added on added.id = removed.id and (added.labels <> removed.labels or added.domain <> removed.domain)
  cross join lateral jsonb_each_text(removed.labels) as label
  where site_label.name = label.key
    and site_label.value = label.value
    and site_label.domain = removed.domain;
  insert into site_label (name, value, domain, site_id)
  select label.key, label.value, added.domain, added.id
  from removed
  join added on added.id = removed.id and (added.labels <> removed.labels or added.domain <> removed.domain)
  cross join lateral jsonb_each_text(added.labels) as label
  where octet_length(label.key) + octet_length(label.value) + octet_length(added.domain) <= 2000;
  return null;
end $$;
create trigger site_inserted after insert on site
referencing new table as added for each statement execute function add_site_labels();
create trigger site_deleted after delete on site
referencing old table as removed for each statement execute function remove_site_labels();
create trigger site_changed after update on site
referencing old table as removed new table as added for each statement execute function change_site_labels();
insert into site_label (name, value, domain, site_id)
select label.key, label.value, site.domain, site.id
from site
cross join lateral jsonb_each_text(site.labels) as label
where octet_length(label.key) + octet_length(label.value) + octet_length(site.domain) <= 2000;

-- What fails for one reason, however much else fails.
create index check_state_reason on check_state (reason) where severity > 0;

-- The certificate that each https target shows, as the agents that are believed tell of it: only when it is another one.
-- One that is signed by itself has no issuer: the empty text.
-- `first_seen_at` is when this one was first seen, and `renewed_at` when it took the place of an older one.
create table certificate (
  target_id int primary key,
  fingerprint text not null,
  issuer text not null,
  subject text not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  first_seen_at timestamptz not null default now(),
  previous_fingerprint text,
  renewed_at timestamptz,
  constraint certificate_target_fk foreign key (target_id) references target (id) on delete cascade
);
create index certificate_expiry on certificate (not_after, target_id);
create index certificate_issuer_expiry on certificate (issuer, not_after, target_id);

-- Certificates by issuer, day of their end and length of their life, and renewals by the hour: sums of deltas, as the
-- counters of checks. Lives longer than three years count as three.
create table certificate_count (
  issuer text not null,
  expires_on date not null,
  lifetime_days int not null,
  n bigint not null
);
create table renewal_count (
  hour timestamptz not null,
  n bigint not null
);

create function certificate_group(not_before timestamptz, not_after timestamptz)
returns table (expires_on date, lifetime_days int) language sql immutable parallel safe as $$
  select
    (not_after at time zone 'UTC')::date,
    greatest(1, least(1096, round(extract(epoch from not_after - not_before) / 86400)))::int
$$;

create function count_added_certificates() returns trigger language plpgsql as $$
begin
  insert into certificate_count (issuer, expires_on, lifetime_days, n)
  select added.issuer, one.expires_on, one.lifetime_days, count(*)
  from added
  cross join lateral certificate_group(added.not_before, added.not_after) as one
  group by 1, 2, 3;
  return null;
end $$;
create function count_removed_certificates() returns trigger language plpgsql as $$
begin
  insert into certificate_count (issuer, expires_on, lifetime_days, n)
  select removed.issuer, one.expires_on, one.lifetime_days, -count(*)
  from removed
  cross join lateral certificate_group(removed.not_before, removed.not_after) as one
  group by 1, 2, 3;
  return null;
end $$;
create function count_changed_certificates() returns trigger language plpgsql as $$
begin
  insert into certificate_count (issuer, expires_on, lifetime_days, n)
  select change.issuer, one.expires_on, one.lifetime_days, sum(change.n)
  from (
    select issuer, not_before, not_after, 1 as n from added
    union all
    select issuer, not_before, not_after, -1 from removed
  ) as change
  cross join lateral certificate_group(change.not_before, change.not_after) as one
  group by 1, 2, 3
  having sum(change.n) <> 0;
  insert into renewal_count (hour, n)
  select date_trunc('hour', added.renewed_at), count(*)
  from added
  join removed on removed.target_id = added.target_id
  where added.renewed_at is distinct from removed.renewed_at
    and added.renewed_at is not null
  group by 1;
  return null;
end $$;
create trigger certificate_inserted after insert on certificate
referencing new table as added for each statement execute function count_added_certificates();
create trigger certificate_deleted after delete on certificate
referencing old table as removed for each statement execute function count_removed_certificates();
create trigger certificate_changed after update on certificate
referencing old table as removed new table as added for each statement execute function count_changed_certificates();
