import { beforeEach, expect, test } from "bun:test";
import { missedSlots } from "../../src/checks/schedule.ts";
import type { Disposition, RunResult } from "../../src/contract/agent.ts";
import { countResults } from "../../src/store/result-counts.ts";
import { listResults } from "../../src/store/results.ts";
import { aFailedFinding, aRunResult, aRunWith } from "../builders/run-result.ts";
import { aCutOff } from "../builders/silent-run.ts";
import { aSite } from "../builders/site.ts";
import { acceptResults, believing } from "../harness/accept.ts";
import { testDatabase } from "../harness/database.ts";
import {
  enlist,
  isOnSchedule,
  leaseAs,
  leaseOne,
  listTasks,
  passTime,
  startAfresh,
  theTask,
  watch,
} from "../harness/queue.ts";

const { database } = await testDatabase({ poolSize: 6, time: "slow" });
let paris = 0;

beforeEach(async () => {
  await startAfresh(database);
  paris = await enlist(database, "paris");
});

test("an accepted result is stored as the run's slot and counts its checks", async () => {
  await watch(database, [aSite()]);
  const task = await leaseOne(database, paris);
  expect(await accept(aRunResult(task, { dnsMs: 1.5, tlsMs: 20 }))).toEqual(["accepted"]);
  const [stored, ...others] = await resultsOf(task.taskId);
  expect(others).toEqual([]);
  expect(stored).toMatchObject({ slot: task.slot, agent: "paris", severity: "ok", reason: "passed", status: 200 });
  expect(stored).toMatchObject({ totalMs: 50, dnsMs: 1.5, tlsMs: 20, firstByteMs: 40, bodyBytes: 16, missed: 0 });
  expect(await database.run(countResults)).toBe(1);
});

test.each([1, 60, 3600, 86_400])(
  "after a run every %d s the task is due at the next slot of its own schedule",
  async (seconds) => {
    await watch(database, [aSite({ intervalMs: seconds * 1000 })]);
    await accept(aRunResult(await leaseOne(database, paris)));
    const task = await theTask(database);
    expect(task).toMatchObject({ leasedBy: null, attempt: 0 });
    expect(task.dueInMs).toBeWithin(-1000, seconds * 1000 + 1);
    expect(isOnSchedule(task)).toBe(true);
  },
);

test("a batch posted five times is stored once", async () => {
  await watch(database, sites(20));
  const batch = (await leaseAs(database, paris)).map((task) => aRunResult(task));
  const answers = [await accept(...batch), await accept(...batch), await accept(...batch)];
  expect(answers).toEqual([fill("accepted", 20), fill("duplicate", 20), fill("duplicate", 20)]);
  expect(await database.run(countResults)).toBe(20);
});

test("a batch posted five times at once is stored once", async () => {
  await watch(database, sites(20));
  const batch = (await leaseAs(database, paris)).map((task) => aRunResult(task));
  const answers = (await Promise.all(Array.from({ length: 5 }, () => accept(...batch)))).flat();
  expect(answers.filter((one) => one === "accepted")).toHaveLength(20);
  expect(answers.filter((one) => one === "duplicate")).toHaveLength(80);
  expect(await database.run(countResults)).toBe(20);
});

test("batches that overlap in opposite orders do not wait for each other for ever", async () => {
  await watch(database, sites(200));
  const batch = (await leaseAs(database, paris)).map((task) => aRunWith(task, aFailedFinding()));
  const answers = await Promise.all([accept(...batch), accept(...batch.toReversed())]);
  expect(answers.flat().filter((one) => one === "accepted")).toHaveLength(200);
});

test("the result of an agent that does not hold the lease is stale and changes nothing", async () => {
  await watch(database, [aSite()]);
  const task = await leaseOne(database, paris);
  const before = await theTask(database);
  const stranger = await enlist(database, "lyon");
  expect(await acceptAs(stranger, aRunWith(task, aFailedFinding()))).toEqual(["stale"]);
  expect(await theTask(database)).toEqual({ ...before, dueInMs: expect.any(Number) });
  expect(await resultsOf(task.taskId)).toEqual([]);
});

test("the result of a lease that ended and went to another agent is stale; the other's is accepted", async () => {
  await watch(database, [aSite()]);
  const late = await leaseOne(database, paris);
  await passTime(database, 30);
  const lyon = await enlist(database, "lyon");
  const current = await leaseOne(database, lyon);
  expect(await accept(aRunWith(late, aFailedFinding()))).toEqual(["stale"]);
  expect(await acceptAs(lyon, aRunResult(current))).toEqual(["accepted"]);
  expect(await accept(aRunWith(late, aFailedFinding()))).toEqual(["stale"]);
  expect(await resultsOf(late.taskId)).toHaveLength(1);
});

test("the result of a lease that ended is accepted while nobody else took the task", async () => {
  await watch(database, [aSite()]);
  const task = await leaseOne(database, paris);
  await passTime(database, 30);
  expect(await accept(aRunResult(task))).toEqual(["accepted"]);
});

test("the result of a target that was deleted is gone", async () => {
  await watch(database, [aSite()]);
  const task = await leaseOne(database, paris);
  await watch(database, []);
  expect(await accept(aRunResult(task))).toEqual(["gone"]);
  expect(await database.run(countResults)).toBe(0);
});

test("one batch gets a disposition for each of its rows", async () => {
  await watch(database, sites(4));
  const [done, lost, fresh, gone] = await leaseAs(database, paris);
  if (!done || !lost || !fresh || !gone) throw new Error("fewer than four tasks");
  await accept(aRunResult(done));
  await database.run((sql) => sql`update task set visible_at = now() where target_id = ${lost.taskId}`);
  await leaseAs(database, await enlist(database, "lyon"));
  const kept = (await listTasks(database)).filter((one) => one.taskId !== gone.taskId).map((one) => one.url);
  await watch(
    database,
    sites(4).filter((site) => kept.includes(`${site.domain}/`)),
  );
  const poison = aRunResult(fresh, { status: 70_000 });
  expect(await accept(gone, lost, done, poison)).toEqual(["duplicate", "gone", "rejected", "stale"]);
  expect(await accept(gone, lost, done, fresh)).toEqual(["accepted", "duplicate", "gone", "stale"]);

  async function accept(...rows: readonly ({ taskId: number; token: number } | RunResult)[]) {
    const runs = rows.map((row) => ("findings" in row ? row : aRunResult(row)));
    return (await acceptAs(paris, ...runs)).toSorted();
  }
});

test("a task that is twice in a batch is accepted once, and its first result is the one", async () => {
  await watch(database, [aSite()]);
  const task = await leaseOne(database, paris);
  expect(await accept(aRunResult(task, { status: 201 }), aRunResult(task, { status: 202 }))).toEqual([
    "accepted",
    "duplicate",
  ]);
  expect((await resultsOf(task.taskId)).map((one) => one.status)).toEqual([201]);
});

test.each([["before"], ["after"]])("an older lease's result %s the current one is stale", async (place) => {
  await watch(database, [aSite()]);
  const older = aRunWith(await leaseOne(database, paris), aFailedFinding());
  await passTime(database, 30);
  const current = aRunResult(await leaseOne(database, paris));
  const batch = place === "after" ? [current, older] : [older, current];
  const verdicts = await acceptResults(database, paris, batch);
  expect(new Map(verdicts.map((one) => [one.token, one.disposition]))).toEqual(
    new Map([
      [current.token, "accepted"],
      [older.token, "stale"],
    ]),
  );
  expect((await resultsOf(current.taskId)).map((one) => one.severity)).toEqual(["ok"]);
  expect((await theTask(database)).calm).toBe(true);
});

test.each([0, 1, 3, 2000])(
  "%d slots that nobody ran are counted, and run as one that stands for the latest",
  async (slots) => {
    await watch(database, [aSite({ intervalMs: 3_600_000 })]);
    await database.run(
      (sql) => sql`
      update task
      set visible_at = next_slot(interval_seconds, phase_seconds, now()) - make_interval(hours => ${slots + 1})`,
    );
    const task = await leaseOne(database, paris);
    expect(await accept(aRunResult(task))).toEqual(["accepted"]);
    const { visibleAt, phaseSeconds } = await theTask(database);
    const schedule = { intervalMs: 3_600_000, phaseMs: Math.round(phaseSeconds * 1000) };
    expect(missedSlots(schedule, task.slot.getTime(), visibleAt.getTime())).toBe(0);
    expect((await resultsOf(task.taskId)).map((one) => one.missed)).toEqual([slots]);
    expect(await leaseAs(database, paris)).toEqual([]);
  },
);

async function accept(...runs: readonly RunResult[]) {
  return await acceptAs(paris, ...runs);
}

async function acceptAs(agentId: number, ...runs: readonly RunResult[]) {
  return (await acceptResults(database, agentId, runs)).map((one) => one.disposition);
}

async function resultsOf(targetId: number) {
  return await database.run((sql) => listResults(sql, { targetId, limit: 100 }));
}

function fill(disposition: Disposition, count: number): Disposition[] {
  return Array.from({ length: count }, () => disposition);
}

function sites(count: number) {
  return Array.from({ length: count }, (_, index) => aSite({ domain: `https://site${index}.test` }));
}

test.each([
  ["of an agent that is believed", "trusted", aRunResult, true],
  ["of an agent that is not believed", "isolated", aRunResult, false],
  ["that an agent spoilt itself", "trusted", aCutOff, false],
] as const)("a result %s says so to availability", async (_which, standing, resultOf, believed) => {
  await watch(database, [aSite()]);
  const task = await leaseOne(database, paris);
  const trust = believing({ othersAlive: false, standing });
  await acceptResults(database, paris, [resultOf(task)], { trust });
  const rows = await database.run((sql) => sql<{ believed: boolean }[]>`select believed from result`);
  expect(rows.map((row) => row.believed)).toEqual([believed]);
});
