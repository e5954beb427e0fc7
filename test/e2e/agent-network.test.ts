import { afterAll, expect, test } from "bun:test";
import { eventually } from "../harness/argos.ts";
import { listTransitions } from "../harness/checks.ts";
import { testDatabase } from "../harness/database.ts";
import { listIncidentRows } from "../harness/incident-rows.ts";
import { startWatching } from "../harness/watching.ts";
import { startWebhookSink } from "../harness/webhook-sink.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());

/** Everything that the agent watches, at addresses of its own each, behind one network. */
const listen = (port: number) => Bun.serve({ hostname: "0.0.0.0", port, fetch: () => new Response("alive") });
let network = listen(0);
const port = network.port ?? 0;
held.defer(() => network.stop(true));

const siteCount = 8;
const hosts = Array.from({ length: siteCount }, (_, n) => `site${n}.farm.test`);
const sink = held.use(startWebhookSink());
const { database, address } = await testDatabase();
await startWatching({
  test: { database, address },
  general: `  frequency: 1s
  timeout: 10s
  webhooks: [{url: "${sink.url}"}]`,
  notifications: "  group_wait: 1s\n  group_interval: 1s",
  probe: `  resolve:\n${hosts.map((host, n) => `    "${host}": 127.0.3.${n + 1}`).join("\n")}`,
  websites: hosts
    .map((host, n) => {
      const site = `domain: "http://${host}:${port}", canary: ${n < 2}`;
      return `  - {${site}, paths: [{path: /, checks: [{status-is: 200}]}]}`;
    })
    .join("\n"),
  agents: ["paris"],
});

test("an agent whose network is pulled is told of itself, no site is, and it is believed again when the network is back", async () => {
  await eventually(async () => (await countWatched()) === siteCount, "every site to be probed");
  await network.stop(true);
  const agent = await eventually(async () => (await listIncidentRows(database))[0], "the agent to be doubted");
  const before = await countResults();
  await eventually(async () => (await countResults()) >= before + 5, "results that are not believed");
  network = listen(port);
  await eventually(async () => changes().length >= 2, "the agent to be believed again");
  expect(changes()).toEqual([`${agent.id} opened paris`, `${agent.id} recovered paris`]);
  expect(await listIncidentRows(database)).toMatchObject([{ subject: "agent:1", reason: "agent-isolated" }]);
  expect((await listTransitions(database)).filter((one) => one.to === "critical")).toEqual([]);
});

function changes(): string[] {
  const told = sink.deliveries.flatMap((one) => one.incidents);
  return told.map(({ id, change, domain }) => `${id} ${change} ${domain}`);
}

/** Targets that were found to be ok. */
async function countWatched(): Promise<number> {
  return await count(database.run((sql) => sql`select from check_state where severity = 0 group by target_id`));
}

async function countResults(): Promise<number> {
  return await count(database.run((sql) => sql`select from result`));
}

async function count(rows: Promise<readonly unknown[]>): Promise<number> {
  return (await rows).length;
}
