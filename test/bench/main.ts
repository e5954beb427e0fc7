import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { loggerOf } from "../../src/base/log.ts";
import { connectDatabase } from "../../src/db/connect.ts";
import { startEmbedded } from "../../src/db/embedded/start.ts";
import { migrate } from "../../src/db/migrate.ts";
import { binary, stateDirectory } from "../harness/argos.ts";
import { measureAgent } from "./agent-alone.ts";
import type { Bench, Row } from "./bench.ts";
import { measureColdStart } from "./cold-start.ts";
import { measureConfiguration } from "./configuration.ts";
import { startFarmProcess } from "./farm-process.ts";
import { countPageQueries } from "./page-queries.ts";
import { pageRows } from "./page-rows.ts";
import { measurePages } from "./pages.ts";
import { measureQueue } from "./queue.ts";
import { measureStorm, type Wave } from "./storm.ts";
import { type Fare, measureStrangers } from "./strangers.ts";
import { measureSustained } from "./sustained.ts";

/**
 * `bun run bench [a b c d e f g h i] [--quick] [--readme]`: prints one table; `--readme` also puts it into the README. `--quick`
 * holds the sustained load for one minute instead of five, watches the storm for two minutes each way instead of ten, and
 * looks at pages and strangers of 10,000 sites instead of 100,000, with three months instead of a year.
 */
const asked = process.argv.slice(2);
const parts = asked.filter((one) => /^[abcdefghi]$/.test(one));
const wants = (part: string) => parts.length === 0 || parts.includes(part);

if (!existsSync(binary)) throw new Error(`there is no ${binary}: run \`bun run build\` first`);
const directory = mkdtempSync(join(tmpdir(), "argos-bench-"));
await using closing = new AsyncDisposableStack();
closing.defer(() => rmSync(directory, { recursive: true, force: true }));
const memoryWanted: Readonly<Record<string, string>> = {
  server: "256 MiB, 150 for honour",
  agent: "200 MiB, 120 for honour",
};
const bench = await prepare(directory, closing);
const rows: Row[] = [];
if (wants("c")) rows.push(...(await agentRows(bench)));
if (wants("a")) rows.push(await coldStartRow(bench));
if (wants("b")) rows.push(...(await sustainedRows(bench)));
if (wants("d")) rows.push(...(await queueRows(bench)));
if (wants("e")) rows.push(...(await configurationRows(bench)));
if (wants("f")) rows.push(...(await stormRows(bench)));
if (wants("g")) rows.push(...(await pagesRows(bench)));
if (wants("h")) rows.push(await queriesRow(bench));
if (wants("i")) rows.push(await strangersRow(bench));
const table = tableOf(rows);
process.stdout.write(`${table}\n`);
if (asked.includes("--readme")) putIntoReadme(table);

async function prepare(directory: string, stack: AsyncDisposableStack): Promise<Bench> {
  const log = loggerOf("bench");
  const state = stack.use(stateDirectory());
  const embedded = stack.use(await startEmbedded({ stateDirectory: state.path, log }));
  const farm = stack.use(await startFarmProcess(join(directory, "farm")));
  const caFile = join(directory, "ca.pem");
  writeFileSync(caFile, farm.caPem);
  const connect = (database: string) =>
    connectDatabase({ address: { ...embedded.address, database }, poolSize: 4, applicationName: "argos bench", log });
  const admin = stack.use(await connect(embedded.address.database));
  return {
    farm,
    directory,
    caFile,
    postgresPid: postmasterPid(embedded.dataDirectory),
    async emptyDatabase(name) {
      await admin.session((sql) => sql`create database ${sql(name)}`);
      const db = stack.use(await connect(name));
      await migrate(db);
      const { host, port, user } = embedded.address;
      return { db, url: `postgresql://${user}@/${name}?host=${encodeURIComponent(host)}&port=${port}` };
    },
  };
}

/** The first line of postmaster.pid (PostgreSQL manual §73.1). */
function postmasterPid(dataDirectory: string): number {
  return Number(readFileSync(join(dataDirectory, "postmaster.pid"), "utf8").split("\n")[0]);
}

async function agentRows(bench: Bench): Promise<Row[]> {
  say("(c) agent alone against a bare fetch loop");
  const { cpuRatio, cpuRatios, agentCpuMs, bareCpuMs, agentPerSecond, barePerSecond } = await measureAgent(bench);
  const spread = `${cpuRatios[0]?.toFixed(2)} to ${cpuRatios.at(-1)?.toFixed(2)}`;
  return [
    {
      what: "(c) agent CPU for one https probe, flat out, against a bare `fetch` loop",
      measured: `${cpuRatio.toFixed(2)}×, median of ${cpuRatios.length} rounds from ${spread} (${agentCpuMs.toFixed(2)} ms against ${bareCpuMs.toFixed(2)} ms)`,
      wanted: "at most 1.5×, 1.2× for honour",
    },
    {
      what: "(c) probes a second on this farm, agent · bare loop",
      measured: `${Math.round(agentPerSecond)} · ${Math.round(barePerSecond)}`,
      wanted: "–",
    },
  ];
}

async function coldStartRow(bench: Bench): Promise<Row> {
  say("(a) 715 sites from an empty database");
  const seconds = await measureColdStart(bench);
  return {
    what: "(a) 715 sites × 3 checks, empty database to last result stored",
    measured: `${seconds.toFixed(2)} s`,
    wanted: "at most 3 s, 1.2 s for honour",
  };
}

async function sustainedRows(bench: Bench): Promise<Row[]> {
  const seconds = asked.includes("--quick") ? 60 : 300;
  say(`(b) 10,000 sites every minute, for ${seconds} s after a warm-up of 75 s`);
  const seen = await measureSustained(bench, { sites: 10_000, seconds });
  if (seen.notOk > 0) say(`${seen.notOk} of ${seen.probes} results were not ok`);
  const { p50, p99, max } = seen.lateMs;
  return [
    {
      what: `(b) 10,000 sites × 3 checks every minute for ${seconds} s: lateness p50 · p99 · max`,
      measured: `${p50} ms · ${p99} ms · ${max} ms (${seen.probes} probes, ${seen.missed} missed, ${seen.notOk} not ok)`,
      wanted: "p99 at most 1 s, 0.3 s for honour",
    },
    {
      what: "(b) CPU of all Argos processes and PostgreSQL for one probe",
      measured: `${seen.cpuMsPerProbe.toFixed(2)} ms`,
      wanted: "at most 1.5 ms, 0.8 ms for honour",
    },
    ...seen.processes.map((one) => ({
      what: `(b) ${one.name}: CPU · memory`,
      measured: `${one.cpuPercent.toFixed(1)} % of a core · ${Math.round(one.memoryMib)} MiB`,
      wanted: memoryWanted[one.name] ?? "–",
    })),
  ];
}

async function queueRows(bench: Bench): Promise<Row[]> {
  say("(d) leases and completions of 100,000 tasks");
  const { db } = await bench.emptyDatabase("queue");
  const { perSecond, applyMs } = await measureQueue(db, 100_000);
  return [
    {
      what: "(d) leases and completions a second, 100,000 tasks, durable commits",
      measured: `${Math.round(perSecond)}`,
      wanted: "at least 5,000, 20,000 for honour",
    },
    {
      what: "(d) apply a configuration of 100,000 new targets",
      measured: `${(applyMs / 1000).toFixed(1)} s`,
      wanted: "–",
    },
  ];
}

async function configurationRows(bench: Bench): Promise<Row[]> {
  say("(e) a configuration of 10,000 sites");
  const { validateMs, applyMs, addOneMs } = await measureConfiguration(bench);
  return [
    {
      what: "(e) 10,000 sites: validate (whole process)",
      measured: `${(validateMs / 1000).toFixed(2)} s`,
      wanted: "at most 1 s, 0.3 s for honour",
    },
    {
      what: "(e) 10,000 sites: read and apply to an empty database · one site more",
      measured: `${(applyMs / 1000).toFixed(2)} s · ${(addOneMs / 1000).toFixed(2)} s`,
      wanted: "at most 2 s, 1 s for honour",
    },
  ];
}

async function stormRows(bench: Bench): Promise<Row[]> {
  const seconds = asked.includes("--quick") ? 120 : 600;
  say(`(f) 10,000 sites down within a minute and back after ${seconds} s, told to 50 contacts`);
  const { down, back } = await measureStorm(bench, { sites: 10_000, seconds });
  say(`one of the titles: ${down.title}\n              and: ${back.title}`);
  return [stormRow(`all 10,000 sites down`, down, seconds), stormRow("all back", back, seconds)];
}

function stormRow(what: string, wave: Wave, seconds: number): Row {
  const { most, mails, firstAfter, lastAfter, incidents, lateP99Ms, lateMaxMs } = wave;
  return {
    what: `(f) ${what}: mails to each of 50 contacts in ${seconds / 60} min · lateness p99 · max`,
    measured: `at most ${most} (${mails} in all for ${incidents} incidents, the first after ${firstAfter.toFixed(0)} s, the last after ${lastAfter.toFixed(0)} s) · ${lateP99Ms} ms · ${lateMaxMs} ms`,
    wanted: "at most 3, 1 for honour; p99 at most 5 s",
  };
}

async function pagesRows(bench: Bench): Promise<Row[]> {
  const size = asked.includes("--quick")
    ? { sites: 10_000, days: 90, hourlyDays: 2, seconds: 30 }
    : { sites: 100_000, days: 365, hourlyDays: 8, seconds: 120 };
  say(`(g) pages at ${size.sites} sites with ${size.days} days of roll-ups`);
  return pageRows(await measurePages(bench, { ...size, perSecond: 200 }));
}

async function queriesRow(bench: Bench): Promise<Row> {
  const sizes = asked.includes("--quick") ? [1000, 10_000] : [1000, 100_000];
  const named = sizes.map((one) => one.toLocaleString("en")).join(" · ");
  say(`(h) queries of pages at ${named} sites`);
  const pages = await countPageQueries(bench, sizes);
  return {
    what: `(h) queries that a page sends at ${named} sites`,
    measured: pages.map(({ page, queries }) => `${page} ${queries.join(" · ")}`).join("; "),
    wanted: "as many at both, or two more from 2,000 matches on",
  };
}

async function strangersRow(bench: Bench): Promise<Row> {
  const size = asked.includes("--quick") ? { sites: 10_000, seconds: 30 } : { sites: 100_000, seconds: 120 };
  say(`(i) strangers at ${size.sites} sites`);
  const { calm, besieged, routes } = await measureStrangers(bench, size);
  const of = ({ health, lateP99Ms, probesPerSecond }: Fare) =>
    `${health.p99Ms.toFixed(1)} ms · ${Math.round(lateP99Ms)} ms at ${probesPerSecond.toFixed(0)} probes a second`;
  const answers = routes.map(
    ({ route, perSecond, limitedShare }) => `${route} ${perSecond.toFixed(0)} (${(limitedShare * 100).toFixed(0)} %)`,
  );
  return {
    what: `(i) ${size.sites.toLocaleString("en")} sites beside 200 connections that trickle, 10 callers of nested JSON and 30 of each open route: /-/healthy p99 · lateness p99`,
    measured: `${of(besieged)}; calm ${of(calm)}. Answers a second (limited): ${answers.join(", ")}`,
    wanted: "under 100 ms · under 1 s",
  };
}

function tableOf(rows: readonly Row[]): string {
  const cores = cpus();
  const machine = `${cores.length} × ${cores[0]?.model ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const lines = rows.map(({ what, measured, wanted }) => `| ${what} | ${measured} | ${wanted} |`);
  return [
    `Measured on ${machine}, farm (${bench.farm.server}), PostgreSQL, server and agent all on it.`,
    "",
    "| what | measured | wanted |",
    "| --- | --- | --- |",
    ...lines,
  ].join("\n");
}

function putIntoReadme(table: string): void {
  const file = join(import.meta.dir, "../../README.md");
  const text = readFileSync(file, "utf8");
  const marked = /(<!-- bench -->\n)[\s\S]*?(<!-- \/bench -->)/;
  if (!marked.test(text)) throw new Error("README.md has no place for the table: <!-- bench --> … <!-- /bench -->");
  writeFileSync(
    file,
    text.replace(marked, (_all, open, close) => `${open}${table}\n${close}`),
  );
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
