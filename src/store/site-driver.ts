import { type Reason, reasonCode } from "../checks/reason.ts";
import type { Fragment, Sql } from "../db/pool.ts";
import {
  atSeverity,
  hasTrigrams,
  indexedWords,
  ownConditions,
  type SiteFilter,
  type SiteLabel,
  type TroubleSeverity,
} from "./site-filter.ts";

/** So many sites or checks are looked at one by one; from one more on a list is walked in its order instead. */
const fewMax = 2000;

/** Sites at the beginning of the list, and of these so many by which a common word is recognised without the index. */
const sampledSites = 200;
const commonFrom = 150;

/** What of a filter few sites may have, so that they are best looked at one by one. */
export type FewDriver =
  | { readonly by: "search"; readonly words: readonly string[] }
  | { readonly by: "label"; readonly label: SiteLabel }
  | { readonly by: "reason"; readonly reason: Reason }
  | { readonly by: "severity"; readonly severity: TroubleSeverity };

/** How the sites of a list are found: from few, or by a `walk` through all in the order of the list. */
export type SiteDriver = FewDriver | "walk";

/** What to try, in this order: a list is only walked when there are too many sites for each of the others. */
export function driversOf(filter: SiteFilter): FewDriver[] {
  const { label, reason, severity } = filter;
  const words = indexedWords(filter);
  return [
    ...(words.length === 0 ? [] : [{ by: "search", words } as const]),
    ...(label === undefined ? [] : [{ by: "label", label } as const]),
    ...(reason === undefined ? [] : [{ by: "reason", reason } as const]),
    ...(severity === undefined || severity === "ok" ? [] : [{ by: "severity", severity } as const]),
  ];
}

/** What is left to look at of sites that a driver gave: one by words gives some that only have their trigrams. */
export function leftOf(filter: SiteFilter, { by }: FewDriver): SiteFilter {
  return by === "search" ? filter : { ...filter, [by]: undefined };
}

/**
 * Two parts of a `with`: `driven`, the `site_id` of each site that has what the driver is for, and `driven_bound`, whose
 * one row says in `is_over` that there are too many; then `driven` gives none. The
 * other conditions are not looked at.
 */
export function withDriven(sql: Sql, driver: FewDriver): Fragment {
  return sql`
    driven_common (is_common) as materialized (${driver.by === "search" ? isCommon(sql, driver.words) : sql`select false`}),
    driven_few as materialized (
      select *
      from (${rowsOf(sql, driver)} offset 0) as wanted
      where not (select is_common from driven_common)
      limit ${fewMax + 1}
    ),
    driven_bound (is_over) as materialized (
      select (select is_common from driven_common) or (select count(*) from driven_few) > ${fewMax}
    ),
    driven as materialized (
      ${driver.by === "reason" ? sitesOfFew(sql) : sql`select site_id from driven_few`}
      where not (select is_over from driven_bound)
    )`;
}

/** What stands for the driver: sites, or for a reason targets. */
function rowsOf(sql: Sql, driver: FewDriver): Fragment {
  switch (driver.by) {
    case "search":
      return sql`select id as site_id from site where ${hasTrigrams(sql, driver.words)}`;
    case "label":
      return sql`select site_id from site_label where name = ${driver.label.name} and value = ${driver.label.value}`;
    case "reason":
      return sql`select target_id from check_state where severity > 0 and reason = ${reasonCode(driver.reason)}`;
    case "severity":
      return sql`select site_id from site_worst as worst where severity > 0 and ${atSeverity(sql, driver.severity)}`;
    default:
      return driver satisfies never;
  }
}

/**
 * Where three quarters of the first sites have the words, the index is not asked: it reads all that have them. Should the others lack
 * them, walking finds the same, only a longer way.
 */
function isCommon(sql: Sql, words: readonly string[]): Fragment {
  return sql`
      select count(*) >= ${commonFrom}
      from (select search_text, labels from site order by domain limit ${sampledSites}) as site
      where ${ownConditions(sql, { words })}`;
}

function sitesOfFew(sql: Sql): Fragment {
  return sql`
      select distinct one.site_id
      from driven_few
      cross join lateral (
        select site_id
        from target
        where id = driven_few.target_id
        offset 0
      ) as one`;
}
