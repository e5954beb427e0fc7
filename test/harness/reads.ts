import type { Database } from "../../src/db/connect.ts";
import type { Sql } from "../../src/db/pool.ts";

/** What a piece of work read, on average of its turns. */
export interface Reads {
  /** Tables with rows that were read from end to end at least once, by name: of an empty one that costs nothing. */
  readonly wholeTables: readonly string[];
  /** Rows and index entries that came up, wanted or not. */
  readonly rows: number;
}

/** More often than the driver's statement stays planned for its parameters. */
const turns = 10;

/** Does the work several times on one connection and tells what PostgreSQL read for it. */
export async function readsOf(database: Database, work: (sql: Sql) => Promise<unknown>): Promise<Reads> {
  return await database.transaction(async (tx) => {
    const before = await countReads(tx);
    for (let turn = 0; turn < turns; turn++) await work(tx);
    const after = await countReads(tx);
    const read = after.map((one, index) => ({
      ...one,
      scans: one.scans - (before[index]?.scans ?? 0),
      rows: one.rows - (before[index]?.rows ?? 0),
    }));
    return {
      wholeTables: read.filter((one) => one.isTable && one.scans > 0 && one.rows > 0).map((one) => one.name),
      rows: read.reduce((sum, one) => sum + one.rows, 0) / turns,
    };
  });
}

/** What this connection did not yet report of each table and index, by name: a table's scans are those of all its rows. */
async function countReads(tx: Sql) {
  return await tx<{ name: string; isTable: boolean; scans: number; rows: number }[]>`
    select
      relname as name, relkind = 'r' as "isTable", pg_stat_get_xact_numscans(oid)::int as scans,
      pg_stat_get_xact_tuples_returned(oid)::int as rows
    from pg_class
    where relnamespace = 'public'::regnamespace
      and relkind in ('r', 'i')
    order by relname`;
}
