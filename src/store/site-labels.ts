import type { Sql } from "../db/pool.ts";
import type { SiteLabel } from "./site-filter.ts";

/** Names of labels that are looked at, those that are offered, values of one of them, and characters of each. */
const namesLookedAt = 200;
const namesMax = 30;
const valuesMax = 20;
const charactersMax = 60;

/** Places in a text at which a name may end. */
const splitsMax = 10;

/**
 * The label that a text such as `team:web` names: both may hold colons, so the first way to read it that a site has. The
 * name is all of a text without a colon.
 */
export async function findLabel(sql: Sql, text: string): Promise<SiteLabel> {
  const readings = labelReadings(text);
  const [only, ...others] = readings;
  if (only !== undefined && others.length === 0) return only;
  const [found] = await sql<SiteLabel[]>`
    select reading.name, reading.value
    from unnest(${readings.map((one) => one.name)}::text[], ${readings.map((one) => one.value)}::text[]) with ordinality
      as reading (name, value, place)
    where exists (
      select from site_label
      where site_label.name = reading.name
        and site_label.value = reading.value
    )
    order by place
    limit 1`;
  return found ?? only ?? { name: text, value: "" };
}

function labelReadings(text: string): SiteLabel[] {
  return text
    .split(":")
    .slice(0, splitsMax)
    .map((_part, index, parts) => parts.slice(0, index + 1).join(":"))
    .filter((name) => name.length < text.length)
    .map((name) => ({ name, value: text.slice(name.length + 1) }));
}

/** Labels that sites have, by name and value: the first of each. Skips from one to the next in the index of labels. */
export async function offerLabels(sql: Sql, limit: number): Promise<SiteLabel[]> {
  return await sql<SiteLabel[]>`
    with recursive label_name (name, place) as (
      select (select min(name) from site_label), 1
      union all
      select (select min(name) from site_label where site_label.name > label_name.name), place + 1
      from label_name
      where label_name.name is not null
        and place < ${namesLookedAt}
    ),
    offered_name (name) as (
      select name
      from label_name
      where length(name) <= ${charactersMax}
      order by place
      limit ${namesMax}
    ),
    label_value (name, value, place) as (
      select name, (select min(value) from site_label where site_label.name = offered_name.name), 1
      from offered_name
      union all
      select
        name,
        (select min(value) from site_label where site_label.name = label_value.name and site_label.value > label_value.value),
        place + 1
      from label_value
      where value is not null
        and place < ${valuesMax}
    )
    select name, value
    from label_value
    where value is not null
      and length(value) <= ${charactersMax}
    order by name, value
    limit ${limit}`;
}
