import { afterAll, beforeEach, expect, test } from "bun:test";
import { startAgent } from "../../src/agent/agent.ts";
import { createServerClient } from "../../src/agent/client.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { loggerOf } from "../../src/base/log.ts";
import type { Canary } from "../../src/config/probe-settings.ts";
import type { Site } from "../../src/config/site.ts";
import { createProber } from "../../src/probe/prober.ts";
import { applyConfiguration } from "../../src/server/config/apply.ts";
import { aCheck } from "../builders/check.ts";
import { probeSettings } from "../builders/probe-settings.ts";
import { aSite, aTarget } from "../builders/site.ts";
import { startDeafListener } from "../farm/deaf-listener.ts";
import { startHealthyFarm } from "../farm/healthy-farm.ts";
import { type PulledNetwork, pulledNetwork } from "../farm/pulled-network.ts";
import { listTransitions } from "../harness/checks.ts";
import { testDatabase } from "../harness/database.ts";
import { listNotices } from "../harness/incident-rows.ts";
import { startAfresh } from "../harness/queue.ts";
import { agentToken } from "../harness/served.ts";
import { startApp } from "../harness/server.ts";
import { until } from "../harness/until.ts";

const siteCount = 12;

/** For a server whose caches and probations last a twentieth of what they do. */
const hurriedClock: Clock = { now: () => new Date(), monotonicMs: () => performance.now() * 20 };

const { database } = await testDatabase({ poolSize: 8 });
const held = new AsyncDisposableStack();
const farm = held.use(await startHealthyFarm());
held.use(await startDeafListener(farm.httpPort));
afterAll(() => held.disposeAsync());

beforeEach(() => startAfresh(database));

test("pulling the network of the only agent makes nothing critical when there are canaries; put back, it is believed again", async () => {
  await using stack = new AsyncDisposableStack();
  const paris = pulledNetwork();
  const canaries = [0, 1].map((index) => ({ url: urlOf(`canary${index}`), timeoutMs: 3000 }));
  const url = await startWatching(stack, canaries);
  startNamed(stack, { name: "paris", url, network: paris });
  await until(allOk);
  paris.isPulled = true;
  await untilNotices("agent:1 opened");
  await until(async () => ((await resultsSince("paris")) >= 5 ? true : undefined));
  expect((await listTransitions(database)).filter((one) => one.to === "critical")).toEqual([]);
  expect(await allOk()).toBe(true);
  paris.isPulled = false;
  await untilNotices("agent:1 opened", "agent:1 recovered");
  expect((await listTransitions(database)).filter((one) => one.to === "critical")).toEqual([]);
  farm.set("site3.farm.test", { status: 500 });
  stack.defer(() => farm.set("site3.farm.test", undefined));
  await until(async () => ((await states()).includes("critical") ? true : undefined));
});

test("the work of an agent that is cut off is done by another; put back, it is believed again", async () => {
  await using stack = new AsyncDisposableStack();
  const paris = pulledNetwork();
  const url = await startWatching(stack, []);
  startNamed(stack, { name: "paris", url, network: paris });
  startNamed(stack, { name: "lyon", url, network: pulledNetwork() });
  await until(allOk);
  await until(async () => ((await resultsOf("paris")) >= 1 && (await resultsOf("lyon")) >= 1 ? true : undefined));
  paris.isPulled = true;
  const opened = await until(async () => (await listNotices(database))[0]);
  expect(opened).toBe(`agent:${await idOf("paris")} opened`);
  await until(allOk);
  await until(async () => ((await resultsSince("paris")) >= 5 ? true : undefined));
  expect(await allOk()).toBe(true);
  expect(await handedOver()).toBeGreaterThan(0);
  paris.isPulled = false;
  await untilNotices(opened, opened.replace("opened", "recovered"));
  expect(await allOk()).toBe(true);
});

async function startWatching(stack: AsyncDisposableStack, canaries: readonly Canary[]): Promise<string> {
  const sites = Array.from({ length: siteCount }, (_, index) => siteAt(index));
  await applyConfiguration(database, { sites, probe: probeSettings({ canaries }), allowShrink: true });
  const app = stack.use(await startApp(database, hurriedClock));
  return stack.use(app.listen()).url;
}

function startNamed(
  stack: AsyncDisposableStack,
  agent: { readonly name: string; readonly url: string; readonly network: PulledNetwork },
): void {
  stack.use(
    startAgent({
      client: createServerClient({ url: new URL(agent.url), token: agentToken, version: "0.1.0" }),
      name: agent.name,
      version: "0.1.0",
      slots: 4,
      createProber: (settings) =>
        createProber({
          settings,
          clock: systemClock,
          limits: { total: 100 },
          version: "0.1.0",
          lookup: agent.network.lookup,
        }),
      clock: systemClock,
      log: loggerOf("test"),
    }),
  );
}

/** A site every second whose http redirects. */
function siteAt(index: number): Site {
  const checks = [aCheck({ kind: "status-is", status: 301 })];
  const target = aTarget({ url: urlOf(`site${index}`), timeoutMs: 5000, intervalMs: 1000, checks });
  return aSite({ domain: `http://site${index}.farm.test`, targets: [target] });
}

function urlOf(name: string): string {
  return farm.url("http", `${name}.farm.test`);
}

async function untilNotices(...wanted: readonly string[]): Promise<void> {
  await until(async () => ((await listNotices(database)).length >= wanted.length ? true : undefined));
  expect(await listNotices(database)).toEqual([...wanted]);
}

/** True, or undefined where a check is not ok. */
async function allOk(): Promise<true | undefined> {
  return (await states()).every((one) => one === "ok") ? true : undefined;
}

async function states(): Promise<string[]> {
  const rows = await database.run(
    (sql) => sql<{ severity: number }[]>`
      select severity
      from check_state
      order by id`,
  );
  return rows.map((row) => ["ok", "unknown", "warning", "critical"][row.severity] ?? "");
}

async function idOf(name: string): Promise<number> {
  const [row] = await database.run((sql) => sql<{ id: number }[]>`select id from agent where name = ${name}`);
  return row?.id ?? 0;
}

async function resultsOf(name: string): Promise<number> {
  return await count(
    database.run((sql) => sql`select from result join agent on agent.id = agent_id where name = ${name}`),
  );
}

/** Results of slots since the agent was isolated. */
async function resultsSince(name: string): Promise<number> {
  return await count(
    database.run(
      (sql) => sql`
        select
        from result
        join agent on agent.id = agent_id
        where name = ${name}
          and slot > isolated_at`,
    ),
  );
}

/** Runs without an answer by an agent while it was isolated whose task was next run by another. */
async function handedOver(): Promise<number> {
  return await count(
    database.run(
      (sql) => sql`
        select
        from result mine
        join agent on agent.id = mine.agent_id and mine.slot > agent.isolated_at
        join result other on other.target_id = mine.target_id and other.agent_id <> mine.agent_id
        where mine.status is null
          and other.slot > mine.slot
          and other.token = mine.token + 1`,
    ),
  );
}

async function count(rows: Promise<readonly unknown[]>): Promise<number> {
  return (await rows).length;
}
