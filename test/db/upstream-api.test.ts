import { beforeEach, expect, test } from "bun:test";
import { aCheck } from "../builders/check.ts";
import { manySites } from "../builders/configuration.ts";
import { aFailedFinding, aFinding, aRunWith } from "../builders/run-result.ts";
import { acceptResults } from "../harness/accept.ts";
import { connect, testDatabase } from "../harness/database.ts";
import { enlist, leaseAs, listTasks, startAfresh, watch } from "../harness/queue.ts";
import { apiToken } from "../harness/served.ts";
import { startApp, type TestApp } from "../harness/server.ts";

const { database, address } = await testDatabase();

const checks = [aCheck({ kind: "status-is", status: 200 }), aCheck({ kind: "body-contains", text: "Welcome" })];
const bodyOk = aFinding({ key: "body-contains" });

beforeEach(async () => {
  await startAfresh(database);
  await watch(database, manySites(5, { checks, intervalMs: 3_600_000 }));
});

test("severities are counted in checks, in the original's shape", async () => {
  await using app = await startApp(database);
  expect(await bodyOf(app, "/api/severities")).toEqual({ ok: 0, unknown: 10, warning: 0, critical: 0 });
  await runThree();
  expect(await bodyOf(app, "/api/severities")).toEqual({ ok: 4, unknown: 4, warning: 1, critical: 1 });
});

test("stats count checks that are due, checks that are leased and results of checks", async () => {
  await using app = await startApp(database);
  const stats = (due: number, results: number, leased: number) => ({
    upcoming_tasks_count: due,
    results_count: results,
    selected_tasks_count: leased,
  });
  expect(await bodyOf(app, "/api/stats")).toEqual(stats(10, 0, 0));
  await leaseAs(database, await enlist(database, "lyon"), { limit: 1 });
  expect(await bodyOf(app, "/api/stats")).toEqual(stats(8, 0, 2));
  await runThree();
  expect(await bodyOf(app, "/api/stats")).toEqual(stats(2, 6, 2));
});

test("rescheduling makes what is not ok due now and leaves the rest and what is leased", async () => {
  await using app = await startApp(database);
  await runThree();
  const leased = await leaseAs(database, await enlist(database, "lyon"), { limit: 1 });
  const calm = (await listTasks(database)).filter((one) => one.calm);
  const answer = await app.ask("/api/reschedule/all", {}, { authorization: `Bearer ${apiToken}` });
  expect([answer.status, answer.body]).toEqual([200, { msg: "Non OK tasks reschuled" }]);
  const after = await listTasks(database);
  expect(after.filter((one) => one.dueInMs <= 0)).toHaveLength(3);
  const due = new Map(after.map((one) => [one.taskId, one.visibleAt]));
  for (const one of calm) expect(due.get(one.taskId)).toEqual(one.visibleAt);
  expect(after.find((one) => one.taskId === leased[0]?.taskId)?.leasedBy).toBeGreaterThan(0);
});

test("the process is healthy and ready; with its database gone it is healthy and not ready", async () => {
  const ended = await connect(address);
  await using app = await startApp(ended);
  expect((await app.ask("/-/healthy")).status).toBe(200);
  expect(await app.ask("/-/ready")).toMatchObject({ status: 200, body: "Argos is ready.\n" });
  await ended[Symbol.asyncDispose]();
  expect((await app.ask("/-/healthy")).status).toBe(200);
  const answer = await app.ask("/-/ready");
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(String(answer.body)).not.toContain(address.host);
});

test.each([
  ["/api/severities", undefined],
  ["/api/stats", undefined],
  ["/api/reschedule/all", {}],
] as const)("with the database gone %s answers 503", async (path, body) => {
  const ended = await connect(address);
  await using app = await startApp(ended);
  await ended[Symbol.asyncDispose]();
  const answer = await app.ask(path, body, { authorization: `Bearer ${apiToken}` });
  expect(answer.status).toBe(503);
  expect(answer.body).toMatchObject({ title: "Service Unavailable" });
});

test("a path that does not exist is a problem with status 404", async () => {
  await using app = await startApp(database);
  const answer = await app.ask("/api/nothing");
  expect(answer.status).toBe(404);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
});

/** Runs three targets: one is ok, one warns and one is critical. */
async function runThree(): Promise<void> {
  const agentId = await enlist(database, "paris");
  const [one, two, three] = await leaseAs(database, agentId, { limit: 3 });
  if (!one || !two || !three) throw new Error("fewer than three tasks");
  await acceptResults(database, agentId, [
    aRunWith(one, aFinding(), bodyOk),
    aRunWith(two, aFailedFinding("warning"), bodyOk),
    aRunWith(three, aFailedFinding("critical"), bodyOk),
  ]);
}

async function bodyOf(app: TestApp, path: string): Promise<unknown> {
  return (await app.ask(path)).body;
}
