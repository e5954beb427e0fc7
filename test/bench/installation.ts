import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../../src/db/connect.ts";
import { type ArgosProcess, eventually, startArgos } from "../harness/argos.ts";
import type { Bench } from "./bench.ts";
import { configOf } from "./farm-config.ts";

/** So often every target is probed: 100,000 sites of two targets are 333 probes a second. */
const frequency = "10m";
const sitesInFile = 10_000;
/** One site in a hundred is not as it should be. */
const brokenEvery = 100;
/** Until every target has run once, in seconds. */
const firstRunsSecondsMax = 600;
/** Until the agent, which had everything to do at once, is in time again, in seconds. */
const catchUpSecondsMax = 900;

/** An installation whose targets have all run once and fall due evenly. */
export interface Installation {
  readonly db: Database;
  readonly server: ArgosProcess;
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
}

/** Starts a server and an agent over `sites` sites of the farm; `fill` puts a history into the database before. */
export async function startInstallation(
  bench: Bench,
  parts: {
    readonly name: string;
    readonly port: number;
    readonly sites: number;
    readonly fill?: (db: Database) => Promise<void>;
  },
  closing: AsyncDisposableStack,
): Promise<Installation> {
  const { name, port, sites, fill } = parts;
  const { url, db } = await bench.emptyDatabase(name);
  const origin = `http://127.0.0.1:${port}`;
  const file = join(bench.directory, `${name}.yaml`);
  const options = { databaseUrl: url, port, caFile: bench.caFile, frequency, sites, brokenEvery };
  writeInParts(file, configOf(bench.farm, options));
  const serve = async () => {
    const server = startArgos(["serve", "--config", file], { directory: bench.directory, name: `${name}-server` });
    await eventually(async () => (await fetch(`${origin}/-/ready`)).ok, "the server", 120_000);
    return server;
  };
  if (fill !== undefined) {
    await (await serve())[Symbol.asyncDispose]();
    await fill(db);
  }
  const server = closing.use(await serve());
  closing.use(
    startArgos(["agent", origin], {
      directory: bench.directory,
      name: `${name}-agent`,
      env: { ARGOS_AGENT_TOKEN: "bench-secret" },
    }),
  );
  await eventually(async () => (await neverRun(db)) === 0, "every target's first run", firstRunsSecondsMax * 1000);
  // A year that was filled in minutes has yet to be vacuumed, which life does a day at a time.
  await db.session((sql) => sql`vacuum (analyze)`);
  await eventually(async () => (await overdue(db)) === 0, "an agent that is not behind", catchUpSecondsMax * 1000);
  return { db, server, origin };
}

/** One file is read up to 20 MiB: the websites go to files of ten thousand that the main one includes. */
function writeInParts(file: string, text: string): void {
  const [head = "", websites = ""] = text.split("\nwebsites:\n");
  const sites = websites.split(/(?=^ {2}- domain)/m);
  writeFileSync(file, `include: ["${file}.d/*.yaml"]\n${head}\n`);
  mkdirSync(`${file}.d`);
  for (let from = 0; from < sites.length; from += sitesInFile) {
    writeFileSync(`${file}.d/${from}.yaml`, `websites:\n${sites.slice(from, from + sitesInFile).join("")}`);
  }
}

async function neverRun(db: Database): Promise<number> {
  const [row] = await db.run(
    (sql) => sql<{ n: number }[]>`
      select count(*)::int as n
      from (select from task where slot is null limit 1) waiting`,
  );
  return row?.n ?? 0;
}

/** Targets that should have been probed a second ago, counted up to 10. */
async function overdue(db: Database): Promise<number> {
  const [row] = await db.run(
    (sql) => sql<{ n: number }[]>`
      select count(*)::int as n
      from (select from task where visible_at < now() - interval '1 second' limit 10) waiting`,
  );
  return row?.n ?? 0;
}

/** Probes a second since `from`, and how late they were. */
export async function checksSince(db: Database, from: Date, seconds: number) {
  const [row] = await db.run(
    (sql) => sql<{ probes: number; p99: number }[]>`
      select count(*)::int as probes, percentile_disc(0.99) within group (order by late_ms) as p99
      from result
      where slot >= ${from}`,
  );
  return { probesPerSecond: (row?.probes ?? 0) / seconds, lateP99Ms: row?.p99 ?? Number.NaN };
}
