import { reasonCode } from "../checks/reason.ts";
import type { Fragment, Sql } from "../db/pool.ts";
import { atSeverity, hasTrigrams, indexedWords, ownConditions, type SiteFilter } from "./site-filter.ts";

/** So many sites or checks are looked at one by one; from one more on a list is walked in its order instead. */
const fewMax = 2000;

/** Sites at the beginning of the list, and of these so many by which a common word is recognised without the index. */
const sampledSites = 200;
const commonFrom = 150;

const drivers = ["search", "label", "reason", "severity"] as const;

/** What of a filter so few sites have that they are best looked at one by one; `walk` when all of it is common. */
export type SiteDriver = (typeof drivers)[number] | "walk";

type Counts = Readonly<Record<(typeof drivers)[number], number | null>>;

/** Chooses by counts that stop at the limit, in one statement. */
export async function chooseDriver(sql: Sql, filter: SiteFilter): Promise<SiteDriver> {
  const [counts] = await sql<[Counts]>`
    select
      (${searchCount(sql, filter)}) as search,
      (${boundedCount(sql, labelled(sql, filter))}) as label,
      (${boundedCount(sql, failing(sql, filter))}) as reason,
      (${boundedCount(sql, grave(sql, filter))}) as severity`;
  let best: SiteDriver = "walk";
  let least = fewMax + 1;
  for (const driver of drivers) {
    const count = counts[driver];
    if (count === null || count >= least) continue;
    best = driver;
    least = count;
  }
  return best;
}

/** What is left to look at of sites that a driver gave: one by words gives some that only have their trigrams. */
export function leftOf(filter: SiteFilter, driver: SiteDriver): SiteFilter {
  return driver === "walk" || driver === "search" ? filter : { ...filter, [driver]: undefined };
}

/** The ids of the sites that have what the driver is for, each once; the other conditions are not looked at. */
export function drivenIds(sql: Sql, driver: Exclude<SiteDriver, "walk">, filter: SiteFilter): Fragment {
  switch (driver) {
    case "search":
      return sql`select id as site_id from site where ${hasTrigrams(sql, indexedWords(filter))}`;
    case "label":
      return labelled(sql, filter) ?? sql`select id as site_id from site where false`;
    case "reason":
      return sitesOf(sql, failing(sql, filter));
    case "severity":
      return grave(sql, filter) ?? sql`select site_id from site_worst where false`;
    default:
      return driver satisfies never;
  }
}

/**
 * Where three quarters of the first sites have the words, the index is not asked: it reads all that have them. Should the others lack
 * them, walking finds the same, only a longer way.
 */
function searchCount(sql: Sql, filter: SiteFilter): Fragment {
  const words = indexedWords(filter);
  if (words.length === 0) return sql`null::int`;
  const counted = boundedCount(sql, sql`select from site where ${hasTrigrams(sql, words)}`);
  return sql`
      select case when common.n >= ${commonFrom} then ${fewMax + 1} else (${counted}) end
      from (
        select count(*)
        from (select search_text, labels from site order by domain limit ${sampledSites}) as site
        where ${ownConditions(sql, { words })}
      ) as common (n)`;
}

function labelled(sql: Sql, { label }: SiteFilter): Fragment | undefined {
  if (label === undefined) return undefined;
  return sql`select site_id from site_label where name = ${label.name} and value = ${label.value}`;
}

function failing(sql: Sql, { reason }: SiteFilter): Fragment | undefined {
  if (reason === undefined) return undefined;
  return sql`select target_id from check_state where severity > 0 and reason = ${reasonCode(reason)}`;
}

function grave(sql: Sql, { severity }: SiteFilter): Fragment | undefined {
  if (severity === undefined || severity === "ok") return undefined;
  return sql`select site_id from site_worst as worst where severity > 0 and ${atSeverity(sql, severity)}`;
}

function boundedCount(sql: Sql, rows: Fragment | undefined): Fragment {
  if (rows === undefined) return sql`null::int`;
  return sql`select count(*)::int from (${rows} limit ${fewMax + 1}) as counted`;
}

function sitesOf(sql: Sql, targets: Fragment | undefined): Fragment {
  return sql`
    select distinct one.site_id
    from (${targets ?? sql`select null::int as target_id where false`}) as found
    cross join lateral (
      select site_id
      from target
      where id = found.target_id
      offset 0
    ) as one`;
}
