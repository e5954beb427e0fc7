import type { Sql } from "../db/pool.ts";

/** When results were last accepted, and how long ago that was by the database's clock. */
export interface DataAge {
  readonly newestAt: Date;
  readonly ageMs: number;
}

/** Reads the counters of results, a few rows; undefined before the first result. */
export async function findDataAge(sql: Sql): Promise<DataAge | undefined> {
  const [row] = await sql<DataAge[]>`
    select newest_at as "newestAt", (extract(epoch from now() - newest_at) * 1000)::double precision as "ageMs"
    from result_count
    order by newest_at desc
    limit 1`;
  return row;
}
