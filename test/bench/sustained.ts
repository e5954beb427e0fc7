import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../../src/db/connect.ts";
import { type ArgosProcess, eventually, startArgos } from "../harness/argos.ts";
import type { Bench } from "./bench.ts";
import { configOf } from "./farm-config.ts";
import { type Usage, usageOf } from "./processes.ts";

const port = 18_002;

/** How long after the start the measurement begins: every target has then run and fallen into its phase, in seconds. */
const warmUpSeconds = 75;

/** What each process used over the measured time. */
export interface ProcessFigures {
  readonly name: string;
  /** Share of one core, in percent. */
  readonly cpuPercent: number;
  readonly memoryMib: number;
}

export interface SustainedFigures {
  readonly sites: number;
  readonly seconds: number;
  readonly probes: number;
  readonly notOk: number;
  readonly missed: number;
  readonly lateMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** CPU of all Argos processes and PostgreSQL for one probe, in milliseconds. */
  readonly cpuMsPerProbe: number;
  readonly processes: readonly ProcessFigures[];
}

/** `sites` sites with three checks every minute, for `seconds`: how late the probes are and what they cost. */
export async function measureSustained(
  bench: Bench,
  size: { readonly sites: number; readonly seconds: number },
): Promise<SustainedFigures> {
  const { url, db } = await bench.emptyDatabase("sustained");
  const file = join(bench.directory, "sustained.yaml");
  writeFileSync(
    file,
    configOf(bench.farm, { databaseUrl: url, port, caFile: bench.caFile, frequency: "1m", sites: size.sites }),
  );
  await using server = startArgos(["serve", "--config", file], {
    directory: bench.directory,
    name: "sustained-server",
  });
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok, "the server", 60_000);
  await using agent = startArgos(["agent", `http://127.0.0.1:${port}`], {
    directory: bench.directory,
    name: "sustained-agent",
    env: { ARGOS_AGENT_TOKEN: "bench-secret" },
  });
  await Bun.sleep(warmUpSeconds * 1000);
  return await watch(db, { bench, server, agent, ...size });
}

async function watch(
  db: Database,
  run: {
    readonly bench: Bench;
    readonly server: ArgosProcess;
    readonly agent: ArgosProcess;
    readonly sites: number;
    readonly seconds: number;
  },
): Promise<SustainedFigures> {
  const pids = {
    server: run.server.pid,
    agent: run.agent.pid,
    postgres: run.bench.postgresPid,
    farm: run.bench.farm.pid,
  };
  const usage = () => Object.entries(pids).map(([name, pid]) => ({ name, ...usageOf(pid) }));
  const [from] = await db.run((sql) => sql<{ at: Date }[]>`select now() as at`);
  const before = usage();
  await Bun.sleep(run.seconds * 1000);
  const after = usage();
  const results = await readResults(db, from?.at ?? new Date());
  const processes = after.map((one, index) =>
    figures(one.name, { before: before[index] ?? one, after: one, seconds: run.seconds }),
  );
  const ours = processes.filter((one) => one.name !== "farm").reduce((sum, one) => sum + one.cpuPercent, 0);
  return {
    sites: run.sites,
    seconds: run.seconds,
    ...results,
    cpuMsPerProbe: ((ours / 100) * run.seconds * 1000) / results.probes,
    processes,
  };
}

function figures(
  name: string,
  used: { readonly before: Usage; readonly after: Usage; readonly seconds: number },
): ProcessFigures {
  const cpuSeconds = used.after.cpuSeconds - used.before.cpuSeconds;
  return { name, cpuPercent: (cpuSeconds / used.seconds) * 100, memoryMib: used.after.memoryMib };
}

async function readResults(db: Database, from: Date) {
  const [row] = await db.run(
    (sql) => sql<{ probes: number; notOk: number; missed: number; p50: number; p99: number; max: number }[]>`
      select
        count(*)::int as probes,
        count(*) filter (where severity > 0)::int as "notOk",
        sum(missed)::int as missed,
        percentile_disc(0.5) within group (order by late_ms) as p50,
        percentile_disc(0.99) within group (order by late_ms) as p99,
        max(late_ms) as max
      from result
      where slot >= ${from}`,
  );
  if (row === undefined) throw new Error("there are no results to look at");
  const { p50, p99, max, ...counts } = row;
  return { ...counts, lateMs: { p50, p99, max } };
}
