-- The gravest check of each site, the latest to change among equals; severity 0 and nothing else where all are ok. Lists of
-- sites by severity are read from it: without it each of them looked at every check of every site that is not ok.
-- A row for each site, which is also what those who change checks of one site at the same time wait for. Triggers on
-- `check_state` and `site` keep it. A target never moves to another site.
create table site_worst (
  site_id int primary key,
  domain text not null,
  severity smallint not null default 0,
  since_at timestamptz,
  check_id int,
  constraint site_worst_site_fk foreign key (site_id) references site (id) on delete cascade
) with (fillfactor = 70);
create index site_worst_gravest on site_worst (severity desc, since_at desc, check_id desc) include (site_id)
where severity > 0;

-- Takes ids in order. Locks in this order, and only then looks: who waited sees what the other changed. Of tables that were
-- filled in the same transaction the planner knows nothing: for each of 100,000 new sites it read a table whole, or an index.
-- So it may not, and `offset 0` keeps it to the checks of one target.
create function find_worst_checks(site_ids int[]) returns void language plpgsql set enable_seqscan = off as $$
declare
  part int[];
begin
  for place in 1 .. cardinality(site_ids) by 1000 loop
    part := site_ids[place:place + 999];
    perform from site_worst where site_id = any(part) order by site_id for update;
    update site_worst
    set severity = coalesce(worst.severity, 0),
        since_at = worst.since_at,
        check_id = worst.id
    from unnest(part) as changed (site_id)
    left join lateral (
      select one.severity, one.since_at, one.id
      from target
      cross join lateral (
        select severity, since_at, id
        from check_state
        where target_id = target.id
        offset 0
      ) as one
      where target.site_id = changed.site_id
        and one.severity > 0
      order by one.severity desc, one.since_at desc, one.id desc
      limit 1
    ) as worst on true
    where site_worst.site_id = changed.site_id
      and (site_worst.severity, site_worst.since_at, site_worst.check_id)
        is distinct from (coalesce(worst.severity, 0), worst.since_at, worst.id);
  end loop;
end $$;

create function find_worst_of_touched() returns trigger language plpgsql as $$
begin
  perform find_worst_checks(array(
    select distinct one.site_id
    from touched
    cross join lateral (select site_id from target where id = touched.target_id offset 0) as one
    where touched.severity > 0
    order by 1
  ));
  return null;
end $$;
create function find_worst_of_changed() returns trigger language plpgsql as $$
begin
  perform find_worst_checks(array(
    select distinct one.site_id
    from added
    join removed on removed.id = added.id
    cross join lateral (select site_id from target where id = added.target_id offset 0) as one
    where added.severity <> removed.severity
      or (added.severity > 0 and added.since_at <> removed.since_at)
    order by 1
  ));
  return null;
end $$;
-- The checks of a removed target go after it, when it can no longer tell whose it was.
create function find_worst_without_targets() returns trigger language plpgsql as $$
begin
  perform find_worst_checks(array(select distinct site_id from removed order by 1));
  return null;
end $$;
create trigger check_state_worst_inserted after insert on check_state
referencing new table as touched for each statement execute function find_worst_of_touched();
create trigger check_state_worst_changed after update on check_state
referencing old table as removed new table as added for each statement execute function find_worst_of_changed();
create trigger check_state_worst_deleted after delete on check_state
referencing old table as touched for each statement execute function find_worst_of_touched();
create trigger target_worst_deleted after delete on target
referencing old table as removed for each statement execute function find_worst_without_targets();

create function add_site_worst() returns trigger language plpgsql as $$
begin
  insert into site_worst (site_id, domain)
  select id, domain from added;
  return null;
end $$;
create function rename_site_worst() returns trigger language plpgsql as $$
begin
  update site_worst
  set domain = added.domain
  from added
  join removed on removed.id = added.id and removed.domain <> added.domain
  where site_worst.site_id = added.id;
  return null;
end $$;
create trigger site_worst_inserted after insert on site
referencing new table as added for each statement execute function add_site_worst();
create trigger site_worst_renamed after update on site
referencing old table as removed new table as added for each statement execute function rename_site_worst();

insert into site_worst (site_id, domain, severity, since_at, check_id)
select site.id, site.domain, coalesce(worst.severity, 0), worst.since_at, worst.id
from site
left join (
  select distinct on (target.site_id) target.site_id, check_state.severity, check_state.since_at, check_state.id
  from check_state
  join target on target.id = check_state.target_id
  where check_state.severity > 0
  order by target.site_id, check_state.severity desc, check_state.since_at desc, check_state.id desc
) as worst on worst.site_id = site.id;
