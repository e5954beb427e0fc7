import { afterAll, beforeAll, expect, test } from "bun:test";
import { reasonOfCode } from "../../src/checks/reason.ts";
import { spawnFarm } from "../farm/farm-process.ts";
import { startFuzzedServers } from "../farm/fuzz/servers.ts";
import { eventually, temporaryDirectory, write } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { startWatching } from "../harness/watching.ts";

const count = Number(process.env.ARGOS_FUZZ_SITES ?? 1500);
const seed = Number(process.env.ARGOS_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const healthy = 100;
const memoryMibMax = 400;
const timeoutMs = 3000;
/** What a run may take beyond its target's timeout: looking at certificates once more, and a busy machine. */
const beyondMs = 20_000;

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const farm = held.use(await spawnFarm());
const fuzzed = held.use(await startFuzzedServers(seed, timeoutMs));

const store = await testDatabase();
const { database } = store;
const { path: directory } = held.use(temporaryDirectory());
const checks =
  "[status-is: 200, body-contains: hello, headers-contain: [x-odd], headers-have: {x-odd: a}, json-contains: [/a/b], json-has: {/a: 1}, json-is: '{}', redirects-to: 'https://x.test/', response-time: {critical: 1s}]";
const watching = await startWatching({
  test: store,
  general: "  frequency: 1h",
  probe: `  per_address: 200
  ca_file: ${write(directory, "ca.pem", `${farm.caPem}\n${fuzzed.caPem}`)}
  resolve: {"*.fuzz.test": 127.0.0.1, "*.farm.test": ${farm.address}}`,
  websites: [
    ...Array.from({ length: healthy }, (_, n) =>
      siteYaml(`https://site${n}.farm.test:${farm.httpsPort}`, "[status-is: 200]", 30),
    ),
    ...Array.from({ length: count }, (_, n) =>
      n % 6 === 0
        ? siteYaml(
            `https://f${n}.fuzz.test:${fuzzed.certificatesPort}`,
            "[status-is: 200, ssl-certificate-expiration: on-check]",
            3,
          )
        : siteYaml(`http://f${n}.fuzz.test:${fuzzed.answersPort}`, checks, 3),
    ),
  ].join("\n"),
  agents: [],
});

let log = "";
let peakMib = 0;
beforeAll(async () => {
  const agent = watching.startAgent("paris");
  await eventually(async () => {
    const [row] = await database.run(
      (sql) => sql<{ n: number }[]>`select count(distinct target_id)::int as n from result`,
    );
    return row?.n === healthy + count;
  }, "a result of every site");
  log = await agent.log();
  const status = await Bun.file(`/proc/${agent.pid}/status`).text();
  peakMib = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  console.log(`fuzz: ${count} sites, seed ${seed}, peak ${Math.round(peakMib)} MiB`);
});

test("nothing that a site does is the agent's fault, or an error of ours", async () => {
  const rows = await database.run(
    (sql) => sql<{ url: string; reason: number }[]>`
      select target.url, result.reason
      from result
      join target on target.id = result.target_id
      union all
      select target.url, check_state.reason
      from check_state
      join target on target.id = check_state.target_id`,
  );
  const seen = rows.map(({ url, reason }) => ({ url, reason: reasonOfCode(reason) }));
  const faults = seen.filter(({ reason }) => reason.startsWith("agent-") || reason === "probe-bug");
  expect(faults).toEqual([]);
  expect(new Set(seen.map(({ reason }) => reason)).size).toBeGreaterThan(8);
});

test("healthy sites beside them stay ok, and the agent trusted", async () => {
  const [row] = await database.run(
    (sql) => sql<{ wrong: number; isolated: number }[]>`
      select
        (select count(*)::int from result join target on target.id = target_id where url like '%.farm.test%' and severity <> 0) as wrong,
        (select count(*)::int from agent where isolated_at is not null) as isolated`,
  );
  expect(row).toEqual({ wrong: 0, isolated: 0 });
});

test("every run ended by its deadline, without an error in the log and in little memory", async () => {
  const [row] = await database.run(
    (sql) =>
      sql<
        { most: number }[]
      >`select max(total_ms)::int as most from result join target on target.id = target_id where url like '%.fuzz.test%'`,
  );
  expect(row?.most).toBeWithin(1, timeoutMs + beyondMs);
  expect(log.split("\n").filter((line) => /level=(error|fatal)|^ +at /.test(line))).toEqual([]);
  expect(peakMib).toBeWithin(1, memoryMibMax);
});

function siteYaml(domain: string, list: string, timeout: number): string {
  return `  - {domain: "${domain}", paths: [{path: /, method: GET, timeout: ${timeout}s, follow_redirects: 2, checks: ${list}}]}`;
}
