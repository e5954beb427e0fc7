import { expect, test } from "bun:test";
import { startHealthyFarm } from "../farm/healthy-farm.ts";
import { type ArgosProcess, eventually, freePort } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { listIncidentRows } from "../harness/incident-rows.ts";
import { startWatching } from "../harness/watching.ts";
import { startWebhookSink } from "../harness/webhook-sink.ts";

const groups = 25;
const sitesInGroup = 40;
const kills = 12;
const seed = Math.floor(Math.random() * 2 ** 32);

const database = await testDatabase({ poolSize: 2 });
const farm = await startHealthyFarm({ record: false, address: "0.0.0.0" });
const sink = startWebhookSink();
const hosts = Array.from({ length: groups * sitesInGroup }, (_, n) => `site${n}.g${n % groups}.farm.test`);
const watching = await startWatching({
  test: database,
  general: `  frequency: 2s
  timeout: 10s
  webhooks:
    - url: ${sink.url}
`,
  notifications: "  group_wait: 1s\n  group_interval: 1s\n  limit: none",
  probe: `  per_address: 64\n  resolve:\n${Array.from({ length: groups }, (_, n) => `    "*.g${n}.farm.test": 127.0.1.${n + 1}`).join("\n")}`,
  websites: hosts
    .map((host) => `  - domain: http://${host}:${farm.httpPort}\n    paths: [{path: /, checks: [{status-is: 301}]}]`)
    .join("\n"),
  agents: [],
});

const ports = [Number(new URL(watching.url).port), freePort()];
const servers: ArgosProcess[] = [watching.server];

test(`1,000 incidents with servers killed at random points are all told (seed ${seed})`, async () => {
  const random = randomOf(seed);
  servers.push(await watching.startServer({ port: ports[1] ?? 0 }));
  for (const port of ports) watching.startAgent(`agent-${port}`, { url: `http://127.0.0.1:${port}` });
  await eventually(async () => (await countResults()) >= hosts.length, "every site to be probed once");
  for (let group = 0; group < groups; group += 1) {
    for (const host of hosts) if (host.includes(`.g${group}.`)) farm.set(host, { status: 503 });
    await Bun.sleep(random() * 2000);
    if (group % 2 === 1) await killOne(random);
  }
  await eventually(async () => toldIds().size >= hosts.length, "every incident to be told");
  const incidents = await listIncidentRows(database.database);
  expect(incidents).toHaveLength(hosts.length);
  expect(incidents.filter((one) => !toldIds().has(one.id))).toEqual([]);
  const keys = sink.deliveries.map((one) => one.key);
  expect(keys.length - new Set(keys).size).toBeLessThanOrEqual(kills);
  for (const [, copies] of Map.groupBy(sink.deliveries, (one) => one.key)) {
    expect(new Set(copies.map((one) => JSON.stringify(one.incidents))).size).toBe(1);
  }
  const opened = sink.deliveries
    .filter((one, index) => keys.indexOf(one.key) === index)
    .flatMap((one) => one.incidents.filter((incident) => incident.change === "opened"));
  expect(opened).toHaveLength(hosts.length);
});

test("a server killed after the other side took a message sends it again under the same key", async () => {
  for (const one of servers.slice(1)) {
    one.kill("SIGTERM");
    await one.exited;
  }
  const killed = Promise.withResolvers<string>();
  sink.beforeNextAnswer(async (delivery) => {
    servers[0]?.kill("SIGKILL");
    killed.resolve(delivery.key);
  });
  for (const host of hosts) if (host.includes(".g0.")) farm.set(host, undefined);
  const key = await killed.promise;
  await servers[0]?.exited;
  await watching.startServer();
  await database.database.run((sql) => sql`update recipient set visible_at = now() where leased_by is not null`);
  await eventually(
    async () => sink.deliveries.filter((one) => one.key === key).length === 2,
    "the same message a second time",
  );
  const [first, second] = sink.deliveries.filter((one) => one.key === key);
  expect(second).toEqual(first);
});

/** Kills one of the servers without warning and starts it again. */
async function killOne(random: () => number): Promise<void> {
  const victim = Math.floor(random() * servers.length);
  servers[victim]?.kill("SIGKILL");
  await servers[victim]?.exited;
  servers[victim] = await watching.startServer({ port: ports[victim] ?? 0 });
}

function toldIds(): Set<number> {
  return new Set(sink.deliveries.flatMap((one) => one.incidents.map((incident) => incident.id)));
}

async function countResults(): Promise<number> {
  const [row] = await database.database.run(
    (sql) => sql<{ n: number }[]>`select count(distinct target_id)::int as n from result`,
  );
  return row?.n ?? 0;
}

/** Mulberry32: a small generator whose whole history follows from its seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
