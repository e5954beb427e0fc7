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

-- What is wrong with a target, and what fails for one reason, without a look at the checks that are ok.
create index check_state_trouble on check_state (target_id) where severity > 0;
create index check_state_reason on check_state (reason) where severity > 0;
