import type { Sql } from "../db/pool.ts";

/** Results of checks in the database: reads counters, never the results. */
export async function countResults(sql: Sql): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select coalesce(sum(n), 0)::bigint as n
    from result_count`;
  return row?.n ?? 0;
}
