import { beforeEach, expect, test } from "bun:test";
import { loggerOf } from "../../src/base/log.ts";
import { quarantineDuty } from "../../src/server/duties/quarantine.ts";
import { listChecks } from "../../src/store/checks.ts";
import { manySites } from "../builders/configuration.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { aRunResult } from "../builders/run-result.ts";
import { acceptResults } from "../harness/accept.ts";
import { expectCountsToBeReal, listTransitions } from "../harness/checks.ts";
import { testDatabase } from "../harness/database.ts";
import { enlist, leaseAs, leaseOne, passTime, startAfresh, theTask, watch } from "../harness/queue.ts";

const { database } = await testDatabase({ time: "slow" });
const duty = quarantineDuty(loggerOf("test"), notificationSettings);

/** The lease of `aSite`: a timeout of 10 s and 15 s more. */
const leaseSeconds = 25;

beforeEach(async () => {
  await startAfresh(database);
  await watch(database, manySites(1));
});

test("a task whose agent was not seen after the third lease ended rests for an hour and is unknown", async () => {
  const paris = await enlist(database, "paris");
  await acceptResults(database, paris, [aRunResult(await leaseOne(database, paris))]);
  await database.run((sql) => sql`update task set visible_at = now()`);
  const last = await leaseThrice(paris);
  await passTime(database, leaseSeconds + 31);
  await duty.run(database);
  const task = await theTask(database);
  expect(task).toMatchObject({ attempt: 0, leasedBy: null, calm: false });
  expect(task.dueInMs).toBeGreaterThan(3_590_000);
  expect(task.dueInMs).toBeLessThanOrEqual(3_600_000);
  const [check] = await database.run((sql) => listChecks(sql, [1]));
  expect(check).toMatchObject({ severity: "unknown", reason: "quarantined" });
  expect((await listTransitions(database)).map((one) => `${one.from} ${one.to} ${one.reason}`)).toEqual([
    "unknown ok passed",
    "ok unknown quarantined",
  ]);
  await expectCountsToBeReal(database);
  const [verdict] = await acceptResults(database, paris, [aRunResult(last)]);
  expect(verdict?.disposition).toBe("stale");
});

test("a task whose agent was started anew since the third lease rests, although it was seen", async () => {
  await leaseThrice(await enlist(database, "paris", "first"));
  await passTime(database, leaseSeconds + 31);
  await enlist(database, "paris", "second");
  await duty.run(database);
  expect((await theTask(database)).dueInMs).toBeGreaterThan(3_590_000);
});

test("a task whose agent lives on is due at once: only its results were lost", async () => {
  const paris = await enlist(database, "paris");
  await leaseThrice(paris);
  await passTime(database, leaseSeconds + 31);
  await enlist(database, "paris");
  expect(await leaseAs(database, paris)).toEqual([]);
  await duty.run(database);
  expect(await theTask(database)).toMatchObject({ attempt: 0, leasedBy: null });
  const again = await leaseOne(database, paris);
  const [verdict] = await acceptResults(database, paris, [aRunResult(again)]);
  expect(verdict?.disposition).toBe("accepted");
  expect(await listTransitions(database)).toHaveLength(1);
});

test.each([
  [29, "held"],
  [30, "decided"],
])("%d s after the third lease ended the task is %s", async (seconds, outcome) => {
  await leaseThrice(await enlist(database, "paris"));
  await database.run((sql) => sql`update task set visible_at = now() - make_interval(secs => ${seconds})`);
  await duty.run(database);
  expect((await theTask(database)).attempt).toBe(outcome === "held" ? 3 : 0);
});

test("two leases without a completion are no reason", async () => {
  const paris = await enlist(database, "paris");
  for (let attempt = 1; attempt <= 2; attempt++) await leaseAndDie(paris);
  await passTime(database, 3600);
  await duty.run(database);
  expect((await theTask(database)).attempt).toBe(2);
});

test("a task that is held back hour after hour has one transition, and a good run ends it", async () => {
  const paris = await enlist(database, "paris");
  for (let hour = 0; hour < 3; hour++) {
    await leaseThrice(paris);
    await passTime(database, leaseSeconds + 31);
    await duty.run(database);
    await passTime(database, 3600);
  }
  expect(await listTransitions(database)).toHaveLength(1);
  await enlist(database, "paris");
  await acceptResults(database, paris, [aRunResult(await leaseOne(database, paris))]);
  expect((await listTransitions(database)).map((one) => one.reason)).toEqual(["quarantined", "passed"]);
});

test("other tasks go on", async () => {
  await watch(database, manySites(3));
  const paris = await enlist(database, "paris");
  await database.run((sql) => sql`update task set visible_at = now() + interval '1 hour' where target_id > 1`);
  await leaseThrice(paris);
  await database.run((sql) => sql`update task set visible_at = now() where target_id > 1`);
  expect(await leaseAs(database, paris)).toHaveLength(2);
});

async function leaseThrice(agentId: number) {
  await leaseAndDie(agentId);
  await leaseAndDie(agentId);
  return await leaseOne(database, agentId);
}

async function leaseAndDie(agentId: number): Promise<void> {
  await leaseOne(database, agentId);
  await passTime(database, leaseSeconds);
}
