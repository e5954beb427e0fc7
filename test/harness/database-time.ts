import type { Pool } from "../../src/db/pool.ts";
import { shiftOfNowMs } from "./now.ts";

/**
 * How time passes in a database: "slow" is a thousandth of the usual pace, for tests in which it passes by `passTime` and
 * its kin. What is due in 30 s is then due in 30 s still when a busy machine took seconds for a statement.
 */
export type Pace = "usual" | "slow";

const slowness = 1000;
/** Functions of PostgreSQL that tell the time, as the product calls them. */
const clocks = [
  { name: "now", volatility: "stable" },
  { name: "clock_timestamp", volatility: "volatile" },
] as const;

/** Makes `now()` and its kin in `public`, which tell PostgreSQL's own time: defaults of columns made later take them. */
export async function makeClocks(session: Pool, database: string): Promise<void> {
  for (const clock of clocks) await makeClock(session, clock, `pg_catalog.${clock.name}()`);
  await lookInPublicFirst(session, database);
}

/**
 * Sets the clocks of a database as far ahead of PostgreSQL's own as `Date` of this process is ahead of the machine's, at a pace;
 * for the sessions that begin from now on. PostgreSQL inlines the functions, so that plans stay what they were.
 */
export async function setClocks(session: Pool, database: string, pace: Pace): Promise<void> {
  const [begun] = await session<{ at: string }[]>`select pg_catalog.now()::text as at`;
  const start = `timestamptz '${begun?.at}'`;
  for (const clock of clocks) {
    const told = `pg_catalog.${clock.name}()`;
    const paced = pace === "usual" ? told : `${start} + (${told} - ${start}) / ${slowness}`;
    await makeClock(session, clock, `${paced} + interval '${shiftOfNowMs} milliseconds'`);
  }
  await lookInPublicFirst(session, database);
}

/** Of the sessions that begin from now on: functions of PostgreSQL else come before all others. */
async function lookInPublicFirst(session: Pool, database: string): Promise<void> {
  await session`alter database ${session(database)} set search_path = public, pg_catalog`;
}

async function makeClock(session: Pool, { name, volatility }: (typeof clocks)[number], told: string): Promise<void> {
  await session.unsafe(`
    create or replace function public.${name}() returns timestamptz
    language sql ${volatility} parallel safe
    as $$ select ${told} $$`);
}
