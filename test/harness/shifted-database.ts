import type { DatabaseAddress } from "../../src/db/database-address.ts";
import type { Pool } from "../../src/db/pool.ts";
import { shiftOfNowMs } from "./now.ts";

/**
 * Puts a `now()` and a `clock_timestamp()` before PostgreSQL's own, as far ahead of them as `Date` of this process is ahead of
 * the machine's clock, for the sessions that begin from now on. PostgreSQL inlines them, so that plans stay what they were;
 * defaults of columns take the one that is there when their table is made.
 */
export async function shiftNow(session: Pool, { database }: DatabaseAddress): Promise<void> {
  for (const [name, volatility] of [
    ["now", "stable"],
    ["clock_timestamp", "volatile"],
  ] as const) {
    await session.unsafe(`
      create or replace function public.${name}() returns timestamptz
      language sql ${volatility} parallel safe
      as $$ select pg_catalog.${name}() + interval '${shiftOfNowMs} milliseconds' $$`);
  }
  await session`alter database ${session(database)} set search_path = public, pg_catalog`;
}
