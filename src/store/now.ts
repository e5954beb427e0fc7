import type { Sql } from "../db/pool.ts";

/** When the transaction began, by the database's clock. */
export async function databaseNow(sql: Sql): Promise<Date> {
  const [row] = await sql<{ now: Date }[]>`select now() as now`;
  if (row === undefined) throw new Error("the database gave no time");
  return row.now;
}
