import { type Severity, severityRank } from "../base/severity.ts";
import { type Reason, reasonCode } from "../checks/reason.ts";
import type { Fragment, Sql } from "../db/pool.ts";
import { given } from "./given.ts";

/** Which sites are wanted: those for which all holds that is said. */
export interface SiteFilter {
  /** Folded words, each of which stands in the site's search text. */
  readonly words: readonly string[];
  /** What its gravest check has; `not-ok` for anything but ok. */
  readonly severity?: TroubleSeverity | "ok" | undefined;
  readonly label?: SiteLabel | undefined;
  /** Why one of its checks is not ok. */
  readonly reason?: Reason | undefined;
}

/** Any severity but ok, or one of them. */
export type TroubleSeverity = Exclude<Severity, "ok"> | "not-ok";

/** A label of a site, exactly as it is written. */
export interface SiteLabel {
  readonly name: string;
  readonly value: string;
}

/** What a row of `site` itself tells: the words and the label. */
export function ownConditions(sql: Sql, { words, label }: SiteFilter): Fragment {
  const found = words.reduce((all, word) => sql`${all} and strpos(site.search_text, ${word}) > 0`, sql`true`);
  const labelled = label === undefined ? sql`` : sql`and site.labels ->> ${label.name}::text = ${label.value}::text`;
  return sql`${found} ${labelled}`;
}

/** What only the checks of a row of `site` tell, whose gravest check is the row `worst`: severity and reason. */
export function checkConditions(sql: Sql, { severity, reason }: SiteFilter): Fragment {
  return sql`
    ${severity === undefined ? sql`true` : atSeverity(sql, severity)}
    and ${reason === undefined ? sql`true` : failsFor(sql, reason)}`;
}

/** Whether checks have to be looked at. */
export function needsChecks({ severity, reason }: SiteFilter): boolean {
  return severity !== undefined || reason !== undefined;
}

/** Words that the index of trigrams can find. */
export function indexedWords({ words }: SiteFilter): string[] {
  return words.filter((word) => Array.from(word).length >= 3);
}

/** That a row's search text has all trigrams of the words. */
export function hasTrigrams(sql: Sql, words: readonly string[]): Fragment {
  return words.reduce(
    (all, word) => sql`${all} and site_trigrams(site.search_text) @> site_trigrams(${given(sql, sql`${word}::text`)})`,
    sql`true`,
  );
}

/** That a row of `site_worst` has a severity. */
export function atSeverity(sql: Sql, severity: Severity | "not-ok"): Fragment {
  return severity === "not-ok" ? sql`worst.severity > 0` : sql`worst.severity = ${severityRank(severity)}`;
}

/** Behind `offset 0` the planner can only look at the one site: without statistics it would read every check. */
function failsFor(sql: Sql, reason: Reason): Fragment {
  return sql`worst.severity > 0 and exists (
      select from target
      cross join lateral (
        select severity, reason
        from check_state
        where target_id = target.id
        offset 0
      ) as trouble
      where target.site_id = site.id
        and trouble.severity > 0
        and reason = ${reasonCode(reason)}
    )`;
}

/** Joins `worst`, the row of a site whose id is given: behind `offset 0`, so that sites are asked one by one. */
export function joinWorst(sql: Sql, id: Fragment): Fragment {
  return sql`
    cross join lateral (
      select site_id, domain, severity, since_at, check_id
      from site_worst
      where site_id = ${id}
      offset 0
    ) as worst`;
}

/** Joins `site` to `worst`, with what the conditions of a filter look at. */
export function joinSite(sql: Sql, { words, label, reason }: SiteFilter): Fragment {
  if (words.length > 0 || label !== undefined) {
    return sql`
    cross join lateral (select id, labels, search_text from site where id = worst.site_id offset 0) as site`;
  }
  return reason === undefined ? sql`` : sql`cross join lateral (select worst.site_id as id) as site`;
}
