import type { Fragment, Sql } from "../db/pool.ts";

/**
 * A value that PostgreSQL looks at only when it runs a statement. For a parameter it makes a plan of its own each time as
 * long as that seems cheaper than one for any value, as for one id of an array; planning then takes longer than running:
 * 0.3 to 1.3 ms of a page's statements, a quarter of all that PostgreSQL did for pages.
 */
export function given(sql: Sql, value: Fragment): Fragment {
  return sql`(select ${value})`;
}

/** Ids, for `= any(…)` and `unnest(…)`. */
export function givenIds(sql: Sql, ids: readonly number[]): Fragment {
  return sql`${given(sql, sql`${[...ids]}::int[]`)}::int[]`;
}
