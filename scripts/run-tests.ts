import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../src/base/error.ts";
import { loggerOf } from "../src/base/log.ts";
import { connectDatabase } from "../src/db/connect.ts";
import type { DatabaseAddress } from "../src/db/database-address.ts";
import { startEmbedded } from "../src/db/embedded/start.ts";
import { testLimitMs } from "../test/harness/limits.ts";
import { onBinary } from "../test/harness/on-binary.ts";
import { makeOpenDirectory } from "../test/harness/open-directory.ts";
import { startSystemPostgres } from "../test/harness/system-postgres.ts";
import { datedFiles, instants, leapDay, otherDatabaseFiles } from "./calendar.ts";

/** Runs every step whatever became of those before it, and says in the last line how many checks passed and failed. */

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** What failed, a line each: the end of a long log is what people get to see. */
  readonly failures?: readonly string[];
}

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly held?: boolean;
}

const root = join(import.meta.dir, "..");
/** A step that says nothing for longer hangs, however busy the machine: each test that ends is a line. It is ended and has failed. */
const silenceLimitMs = testLimitMs + 2 * 60_000;
/** How long what a step started may keep its output open after its end. */
const lastWordsMs = 10_000;
const bun = process.execPath;

const outcomes: Outcome[] = [];
outcomes.push(await whole({ name: "types", command: [bun, "--bun", "node_modules/typescript/bin/tsc", "--noEmit"] }));
outcomes.push(
  await whole({ name: "lint", command: [bun, "--bun", "node_modules/@biomejs/biome/bin/biome", "check", "."] }),
);
const built = await whole({ name: "build", command: [bun, "scripts/build.ts"] });
if (built.failed > 0) outcomes.push(built);
outcomes.push(...(await runFolders()));

const passed = outcomes.reduce((sum, one) => sum + one.passed, 0);
const failed = outcomes.reduce((sum, one) => sum + one.failed, 0);
for (const failure of outcomes.flatMap(({ failures = [] }) => failures)) say(failure);
say(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

async function runFolders(): Promise<readonly Outcome[]> {
  const stateDirectory = makeOpenDirectory("argos-test-");
  const server = await startEmbedded({ stateDirectory, log: loggerOf("test") }).catch((thrown: unknown) => {
    say(`tests run without the embedded database: ${messageOf(thrown)}`);
  });
  if (server) await syncNothing(server.address);
  const url = server && `postgresql://${server.address.user}@/${server.address.database}?host=${server.address.host}`;
  const embedded = url ? { ARGOS_TEST_DATABASE_URL: url, DATABASE_URL: undefined } : {};
  const onTheBinary = () =>
    tests("db", {
      title: "db on the binary",
      only: onBinary,
      env: { ...embedded, ARGOS_TEST_SERVER: "binary" },
      held: true,
    });
  const step = (folder: string, held: boolean) => () => tests(folder, { env: embedded, held });
  try {
    // Three lanes for two cores: end to end tests mostly wait.
    const lanes = await Promise.all([
      oneAfterAnother([step("law", false), step("unit", false), step("db", false)]),
      oneAfterAnother([
        step("flow", true),
        step("browser", true),
        onTheBinary,
        ...instants.map((at) => () => onThatDay(at, embedded)),
      ]),
      oneAfterAnother([step("e2e", true), otherDatabase]),
    ]);
    return lanes.flat();
  } finally {
    await server?.[Symbol.asyncDispose]();
    rmSync(stateDirectory, { recursive: true, force: true });
  }
}

/** Rows of tests need not outlive the machine: without waiting for its disk databases are made and dropped twice as fast. */
async function syncNothing(address: DatabaseAddress): Promise<void> {
  await using database = await connectDatabase({
    address,
    poolSize: 1,
    applicationName: "tests",
    log: loggerOf("test"),
  });
  await database.session(async (sql) => {
    await sql`alter system set fsync = off`;
    await sql`alter system set full_page_writes = off`;
    await sql`select pg_reload_conf()`;
  });
}

async function oneAfterAnother(steps: readonly (() => Promise<Outcome>)[]): Promise<Outcome[]> {
  const found: Outcome[] = [];
  for (const step of steps) found.push(await step());
  return found;
}

/** The tests that depend on the calendar, as if it were another day. */
function onThatDay(at: string, env: Step["env"]): Promise<Outcome> {
  return tests("db", { title: `db at ${at}`, only: datedFiles, env: { ...env, ARGOS_TEST_NOW: at }, held: true });
}

/**
 * The database tests once more on DATABASE_URL, or those that depend on its version, on another day, on the machine's own
 * PostgreSQL; nothing when there is neither.
 */
async function otherDatabase(): Promise<Outcome> {
  if (process.env.DATABASE_URL)
    return await tests("db", { title: "db on DATABASE_URL", except: "embedded.test.ts", held: true });
  await using system = await startSystemPostgres();
  if (!system) return { passed: 0, failed: 0 };
  return await tests("db", {
    title: `db on PostgreSQL ${system.version} at ${leapDay}`,
    only: otherDatabaseFiles,
    env: { DATABASE_URL: system.url, ARGOS_TEST_NOW: leapDay },
    held: true,
  });
}

interface Selection {
  readonly title?: string;
  readonly except?: string;
  readonly only?: readonly string[];
  readonly env?: Step["env"];
  /** What it prints is held back until its end. */
  readonly held?: boolean;
}

async function tests(
  folder: string,
  { title = folder, except = "", only, env = {}, held = false }: Selection,
): Promise<Outcome> {
  const cwd = join(root, "test", folder);
  if (!existsSync(cwd)) return { passed: 0, failed: 0 };
  const all = only ?? [...new Bun.Glob("**/*.test.{ts,tsx}").scanSync({ cwd })].sort();
  const files = all.filter((file) => file !== except);
  if (files.length === 0) return { passed: 0, failed: 0 };
  const paths = files.map((file) => `./test/${folder}/${file}`);
  const { code, output } = await run({
    name: title,
    command: [bun, "test", `--timeout=${testLimitMs}`, ...(env.ARGOS_TEST_NOW ? ["--isolate"] : []), ...paths],
    env,
    held,
  });
  const passed = countOf(output, "pass");
  const failed = countOf(output, "fail") + countOf(output, "errors?");
  if (code === 0) return { passed, failed };
  const told = new Set(output.match(/^(\(fail\)|error:).*$/gm));
  const failures = [`--- ${title} failed (exit ${code})`, ...told];
  return { passed, failed: Math.max(failed, 1), failures };
}

/** Bun's summary: ` 12 pass`, ` 1 fail`, ` 1 error`; the last such line counts. */
function countOf(output: string, word: string): number {
  const found = [...output.matchAll(new RegExp(`^ +(\\d+) ${word}$`, "gm"))].at(-1);
  return Number(found?.[1] ?? 0);
}

/** A step that passes or fails as one. */
async function whole(step: Step): Promise<Outcome> {
  const { code } = await run(step);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, failures: [`--- ${step.name} failed`] };
}

async function run({ name, command, env = {}, held = false }: Step): Promise<{ code: number; output: string }> {
  if (!held) say(`--- ${name}`);
  const startedAt = performance.now();
  const child = Bun.spawn([...command], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
    stdio: ["ignore", "inherit", "pipe"],
  });
  const silence = setTimeout(() => child.kill("SIGKILL"), silenceLimitMs);
  const reader = child.stderr.getReader();
  void child.exited.then(() => setTimeout(() => void reader.cancel(), lastWordsMs));
  let output = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    silence.refresh();
    const text = Buffer.from(part.value).toString();
    if (!held) process.stdout.write(text);
    output += text;
  }
  clearTimeout(silence);
  if (held) say(`--- ${name}\n${output}`);
  const code = await child.exited;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const busy = (Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6).toFixed(0);
  say(`--- ${name}: ${code === 0 ? "passed" : "FAILED"} in ${seconds} s, ${busy} s of a processor`);
  return { code, output };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
