import { afterEach, beforeEach, expect, test } from "bun:test";
import type { RunResult } from "../../src/contract/agent.ts";
import type { LeaseReply } from "../../src/contract/lease.ts";
import { applyConfiguration } from "../../src/server/config/apply.ts";
import { listChecks } from "../../src/store/checks.ts";
import { listResults } from "../../src/store/results.ts";
import { aCaller, aLeaseRequest } from "../builders/agent-request.ts";
import { manySites } from "../builders/configuration.ts";
import { probeSettings } from "../builders/probe-settings.ts";
import { aRunResult } from "../builders/run-result.ts";
import { aCutOff, aTimeout } from "../builders/silent-run.ts";
import { testDatabase } from "../harness/database.ts";
import { heldClock } from "../harness/held-clock.ts";
import { listNotices, listOpenSubjects } from "../harness/incident-rows.ts";
import { enlist, isOnSchedule, leaseAs, listTasks, passTime, startAfresh, watch } from "../harness/queue.ts";
import { startApp, type TestApp } from "../harness/server.ts";

type Run = (lease: { readonly taskId: number; readonly token: number }) => RunResult;

const { database } = await testDatabase({ poolSize: 6 });
const answers: Run = (lease) => aRunResult(lease);
const oneAddress: Run = (lease) => aTimeout(lease, "192.0.2.7");
let clock = heldClock();
let servers = new AsyncDisposableStack();
let app: TestApp;
let paris = 0;

beforeEach(async () => {
  await startAfresh(database);
  await watch(database, manySites(60, { intervalMs: 3_600_000 }));
  clock = heldClock();
  servers = new AsyncDisposableStack();
  app = await startServer();
  paris = await enlist(database, "paris");
});

afterEach(() => servers.disposeAsync());

test.each([
  [2, []],
  [3, ["agent:1"]],
])("after %d runs without any canary's answer the open incidents are %j", async (runs, subjects) => {
  await work(runs, aCutOff);
  expect(await listOpenSubjects(database)).toEqual(subjects);
});

test.each([
  [9, "as many addresses", aTimeout, []],
  [10, "as many addresses", aTimeout, ["agent:1"]],
  [20, "one address", oneAddress, []],
] as const)(
  "after %d runs without an answer from %s, agents are isolated only where that is no hoster that is down",
  async (runs, _, run, subjects) => {
    await work(runs, run);
    expect(await listOpenSubjects(database)).toEqual([...subjects]);
  },
);

test("an agent that asks canaries is believed when everything else is silent", async () => {
  const canaries = [{ url: "https://canary.test/", timeoutMs: 1000 }];
  const sites = manySites(60, { intervalMs: 3_600_000 });
  await applyConfiguration(database, { sites, probe: probeSettings({ canaries }), allowShrink: true });
  await app.refresh();
  await work(20, aTimeout);
  expect(await listOpenSubjects(database)).toEqual([]);
});

test("an agent is isolated with one notice that says why, whichever servers it talks to", async () => {
  const others = [await startServer(), await startServer()];
  const leases = await leaseAs(database, paris, { limit: 9 });
  await Promise.all(
    [app, ...others].map((server, at) =>
      post(
        leases.slice(at * 3, at * 3 + 3).map((one) => aCutOff(one)),
        server,
      ),
    ),
  );
  expect(await listNotices(database)).toEqual(["agent:1 opened"]);
  const [agent] = await database.run((sql) => sql`select isolated_at is not null as at, isolation from agent`);
  expect(agent).toEqual({ at: true, isolation: "none of its canaries answered after 3 of its last 3 runs" });
  const [incident] = await database.run(
    (sql) => sql`
      select domain, message, agent_id as "agentId", kind
      from incident
      join cause on cause.id = cause_id`,
  );
  expect(incident).toEqual({
    domain: "paris",
    agentId: paris,
    kind: "agents",
    message: expect.stringContaining("none of its canaries answered"),
  });
  expect((await listTasks(database)).every((task) => task.leasedBy === null)).toBe(true);
});

test("results of an isolated agent are kept and move nothing", async () => {
  await work(60, answers);
  await work(3, aCutOff);
  const before = await states();
  const [targetId = 0] = await work(5, aTimeout);
  expect(await states()).toEqual(before);
  const [newest] = await database.run((sql) => listResults(sql, { targetId, limit: 1 }));
  expect(newest).toMatchObject({ severity: "critical", reason: "timeout" });
});

test("a batch in the middle of which its agent falls into doubt moves nothing", async () => {
  const leases = await leaseAs(database, paris, { limit: 40 });
  await post(leases.map((lease, at) => (at < 20 ? aRunResult(lease) : aTimeout(lease))));
  expect((await states()).every((one) => one === "unknown not-checked-yet")).toBe(true);
});

test("other servers believe an isolated agent two seconds longer at most", async () => {
  const other = await startServer();
  await post([aRunResult({ taskId: 999, token: 1 })], other);
  await work(3, aCutOff);
  expect((await lease("paris", other)).leases).toHaveLength(57);
  await database.run((sql) => sql`update task set visible_at = now()`);
  clock.ms += 2000;
  expect((await lease("paris", other)).leases).toHaveLength(2);
});

test.each([
  [4999, 0],
  [5000, 2],
])("an isolated agent gets two tasks, and %d ms later %d more", async (ms, more) => {
  await work(3, aCutOff);
  expect((await lease("paris")).leases).toHaveLength(2);
  clock.ms += ms;
  expect((await lease("paris")).leases).toHaveLength(more);
});

test("what an isolated agent did is another's at once, and never its own again while there is one", async () => {
  const lyon = await enlist(database, "lyon");
  const worked = await work(3, aCutOff);
  const handedOver = (await listTasks(database)).filter((task) => task.rechecking);
  expect(handedOver.map((task) => task.taskId)).toEqual(worked);
  expect(handedOver.every((task) => task.dueInMs <= 0 && task.leasedBy === null)).toBe(true);
  await passTime(database, 20);
  await database.run((sql) => sql`update task set visible_at = now() + interval '1 hour' where not rechecking`);
  clock.ms += 2000;
  expect((await lease("paris")).leases).toEqual([]);
  expect((await lease("lyon")).leases).toHaveLength(3);
  expect((await listTasks(database)).filter((task) => task.leasedBy === lyon)).toHaveLength(3);
});

test.each([
  [25, true],
  [30, false],
])("another agent that was heard of %d s ago can take over: %p", async (seconds, takesOver) => {
  await enlist(database, "lyon");
  await passTime(database, seconds);
  await enlist(database, "paris");
  await work(3, aCutOff);
  expect((await listTasks(database)).some((task) => task.rechecking)).toBe(takesOver);
});

test("an isolated agent that is alone goes on with its schedule", async () => {
  const worked = [...(await work(3, aCutOff)), ...(await work(5, aTimeout))];
  const done = (await listTasks(database)).filter((task) => worked.includes(task.taskId));
  expect(done.filter((task) => task.rechecking)).toEqual([]);
  expect(done.every(isOnSchedule)).toBe(true);
});

test("a recheck is not kept for an agent that is not believed", async () => {
  await enlist(database, "lyon");
  const worked = await work(1, aCutOff);
  await database.run((sql) => sql`update agent set isolated_at = now() where name = 'lyon'`);
  await database.run((sql) => sql`update task set visible_at = now() + interval '1 hour' where not rechecking`);
  clock.ms += 2000;
  expect((await lease("paris")).leases.map((one) => one.taskId)).toEqual(worked);
});

test("an agent whose runs are answered again is believed again, with one notice", async () => {
  const other = await startServer();
  await work(3, aCutOff);
  clock.ms += 2000;
  await post([aRunResult({ taskId: 999, token: 1 })], other);
  const leases = await leaseAs(database, paris, { limit: 20 });
  const runs = leases.map((one, at) => (at % 10 < 3 ? aTimeout(one) : aRunResult(one)));
  await Promise.all([post(runs.slice(0, 10)), post(runs.slice(10), other)]);
  expect(await listNotices(database)).toEqual(["agent:1 opened", "agent:1 recovered"]);
  expect(await listOpenSubjects(database)).toEqual([]);
});

test("an agent that has six answers in ten stays isolated; what it says is believed after the batch of the seventh", async () => {
  await work(3, aCutOff);
  await work(4, aTimeout);
  await work(6, answers);
  expect(await listOpenSubjects(database)).toEqual(["agent:1"]);
  await work(1, answers);
  expect(await listOpenSubjects(database)).toEqual([]);
  expect((await states()).every((one) => one === "unknown not-checked-yet")).toBe(true);
  await work(5, answers);
  expect((await states()).filter((one) => one === "ok passed")).toHaveLength(5);
});

test("answers that an isolated agent makes up, without a lease or not those of its checks, do not vouch for it", async () => {
  await work(3, aCutOff);
  const leases = await leaseAs(database, paris, { limit: 20 });
  await post(leases.map(({ taskId, token }) => aRunResult({ taskId, token: token + 1 })));
  await post(leases.map((one) => aRunResult(one, { findings: [] })));
  await post(Array.from({ length: 20 }, (_, at) => aRunResult({ taskId: 900 + at, token: 1 })));
  expect(await listOpenSubjects(database)).toEqual(["agent:1"]);
});

test("faults that an agent reports of runs it never leased do not isolate it", async () => {
  await post(Array.from({ length: 20 }, (_, at) => aCutOff({ taskId: 900 + at, token: 1 })));
  expect(await listOpenSubjects(database)).toEqual([]);
});

async function startServer(): Promise<TestApp> {
  return servers.use(await startApp(database, clock));
}

/** Paris leases so many tasks, whatever it may, and posts these results; returns the tasks' ids, sorted. */
async function work(count: number, run: Run): Promise<number[]> {
  const leases = await leaseAs(database, paris, { limit: count });
  if (leases.length < count) {
    await database.run((sql) => sql`update task set visible_at = now() where leased_by is null`);
    leases.push(...(await leaseAs(database, paris, { limit: count - leases.length })));
  }
  expect(leases).toHaveLength(count);
  await post(leases.map((one) => run(one)));
  return leases.map((one) => one.taskId).sort((one, other) => one - other);
}

async function post(results: readonly RunResult[], server = app): Promise<void> {
  const answer = await server.ask("/api/v1/agent/results", { ...aCaller, agent: "paris", results });
  expect(answer.status).toBe(200);
}

async function lease(agent: string, server = app): Promise<LeaseReply> {
  const answer = await server.ask("/api/v1/agent/lease", aLeaseRequest({ agent }));
  if (typeof answer.body !== "object" || answer.body === null || !isLeaseReply(answer.body))
    throw new Error("no reply");
  return answer.body;
}

function isLeaseReply(body: object): body is LeaseReply {
  return "leases" in body;
}

async function states(): Promise<string[]> {
  const ids = (await listTasks(database)).map((task) => task.taskId);
  return (await database.run((sql) => listChecks(sql, ids))).map((one) => `${one.severity} ${one.reason}`);
}
