import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { complete } from "../../src/queue/complete.ts";
import { rescheduleTargets } from "../../src/queue/reschedule.ts";
import { manySites } from "../builders/configuration.ts";
import { aSite, aTarget } from "../builders/site.ts";
import { connect, testDatabase } from "../harness/database.ts";
import { enlist, leaseAs, listTasks, startAfresh, watch } from "../harness/queue.ts";
import { apiToken } from "../harness/served.ts";
import { startApp } from "../harness/server.ts";

const { database, address } = await testDatabase({ poolSize: 4 });
const app = await startApp(database);
afterAll(() => app[Symbol.asyncDispose]());
const authorization = `Bearer ${apiToken}`;
const post = (path: string) => app.ask(`/api/v1${path}`, undefined, { method: "POST", authorization });

beforeEach(async () => {
  await startAfresh(database);
  const two = aSite({
    domain: "https://two.test",
    targets: [1, 2].map((n) => aTarget({ url: `https://two.test/${n}`, key: `two ${n}` })),
  });
  await watch(database, [...manySites(2), two]);
  await database.run((sql) => sql`update task set visible_at = now() + interval '30 seconds'`);
});

/** The ids of the tasks that are due. */
async function due(): Promise<number[]> {
  return (await listTasks(database)).filter((task) => task.dueInMs <= 0).map((task) => task.taskId);
}

async function siteOf(domain: string): Promise<number> {
  const [row] = await database.run((sql) => sql<{ id: number }[]>`select id from site where domain = ${domain}`);
  return row?.id ?? 0;
}

test("one target is due at once, the others when they were, and asking twice changes nothing", async () => {
  expect((await post("/targets/1/reschedule")).body).toEqual({ rescheduled: 1 });
  expect((await post("/targets/1/reschedule")).body).toEqual({ rescheduled: 0 });
  expect(await due()).toEqual([1]);
});

test("all targets of one site are due at once", async () => {
  expect((await post(`/sites/${await siteOf("https://two.test")}/reschedule`)).body).toEqual({ rescheduled: 2 });
  expect(await due()).toEqual([3, 4]);
});

test("what is not ok is due at once, and what is ok is not", async () => {
  await database.run((sql) => sql`update task set calm = target_id <> 2`);
  expect((await post("/reschedule")).body).toEqual({ rescheduled: 1 });
  expect(await due()).toEqual([2]);
});

test("a target that an agent is looking at is left alone", async () => {
  await database.run((sql) => sql`update task set visible_at = now() where target_id = 1`);
  const paris = await enlist(database, "paris");
  const [held] = await leaseAs(database, paris);
  expect((await post("/targets/1/reschedule")).body).toEqual({ rescheduled: 0 });
  const [task] = await listTasks(database);
  expect(task).toMatchObject({ leasedBy: paris, token: held?.token });
  expect(await due()).toEqual([]);
});

test("after it the target goes on in its own rhythm", async () => {
  await post("/targets/1/reschedule");
  const paris = await enlist(database, "paris");
  const [held] = await leaseAs(database, paris);
  const run = { taskId: 1, token: held?.token ?? 0, calm: true, recheckSeconds: null };
  await database.run((sql) => complete(sql, paris, [{ ...run, elsewhere: false, suspect: false, heard: true }]));
  const [task] = await listTasks(database);
  const phase = ((task?.visibleAt.getTime() ?? 0) / 1000) % (task?.intervalSeconds ?? 1);
  expect(phase).toBeCloseTo(task?.phaseSeconds ?? -1, 3);
});

test("a task that somebody holds locked is not waited for", async () => {
  await using other = await connect(address, { poolSize: 1 });
  await other.transaction(async (tx) => {
    await tx`select from task where target_id = 1 for update`;
    expect(await database.run((sql) => rescheduleTargets(sql, [1, 2]))).toBe(1);
  });
  expect(await due()).toEqual([2]);
});

describe("what is not there", () => {
  test.each([
    ["/targets/999/reschedule", 404],
    ["/sites/999/reschedule", 404],
    ["/targets/0/reschedule", 422],
    ["/sites/abc/reschedule", 422],
  ])("%s is refused with %d", async (path, status) => {
    expect((await post(path)).status).toBe(status);
    expect(await due()).toEqual([]);
  });
});
