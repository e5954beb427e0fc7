import { beforeEach, expect, test } from "bun:test";
import type { Finding } from "../../src/checks/finding.ts";
import { listChecks } from "../../src/store/checks.ts";
import { findLatestEvidence } from "../../src/store/evidence.ts";
import { listResults } from "../../src/store/results.ts";
import { aCheck } from "../builders/check.ts";
import { aFailedFinding, aFinding, aRunResult, aRunWith } from "../builders/run-result.ts";
import { aSite } from "../builders/site.ts";
import { acceptResults } from "../harness/accept.ts";
import { listTransitions } from "../harness/checks.ts";
import { databaseNowMs, testDatabase } from "../harness/database.ts";
import { beginIntervals, enlist, isOnSchedule, leaseOne, startAfresh, theTask, watch } from "../harness/queue.ts";

const { database } = await testDatabase();
let paris = 0;

const twoChecks = [
  aCheck({ kind: "status-is", status: 200 }),
  aCheck({ kind: "body-contains", text: "Welcome" }, { severity: "warning" }),
];
const bodyOk = aFinding({ key: "body-contains", message: "found" });
const bodyBad = aFinding({ key: "body-contains", severity: "warning", reason: "text-missing", message: "not found" });
const ownFault = aFinding({ severity: "unknown", reason: "agent-no-route", message: "no route" });

beforeEach(async () => {
  await startAfresh(database);
  paris = await enlist(database, "paris");
});

test("a check starts unknown, not checked yet, and becomes what its first result says", async () => {
  await watch(database, [aSite()]);
  expect(await stateOf("status-is")).toMatchObject({ severity: "unknown", reason: "not-checked-yet", message: "" });
  const slot = await run(aFinding());
  expect(await stateOf("status-is")).toMatchObject({ severity: "ok", reason: "passed", message: "200", failures: 0 });
  expect((await stateOf("status-is")).sinceMs).toBe(slot.getTime());
});

test("each check of a target has its own state, and the result has the worst", async () => {
  await watch(database, [aSite({ checks: twoChecks })]);
  await run(aFinding(), bodyOk);
  await run(aFinding(), bodyBad);
  expect(await stateOf("status-is")).toMatchObject({ severity: "ok" });
  expect(await stateOf("body-contains")).toMatchObject({ severity: "warning", reason: "text-missing", failures: 1 });
  const [newest] = await database.run((sql) => listResults(sql, { targetId: 1, limit: 1 }));
  expect(newest).toMatchObject({ severity: "warning", reason: "text-missing" });
  expect((await theTask(database)).calm).toBe(false);
});

test("a check is failing since the slot it failed first, while failures are counted", async () => {
  await watch(database, [aSite()]);
  await run(aFinding());
  const first = await run(aFailedFinding());
  await run(aFailedFinding());
  await run(aFailedFinding());
  expect(await stateOf("status-is")).toMatchObject({ severity: "critical", failures: 3, sinceMs: first.getTime() });
  const back = await run(aFinding());
  expect(await stateOf("status-is")).toMatchObject({ severity: "ok", failures: 0, sinceMs: back.getTime() });
});

test("a transition is recorded where severity or reason changes, and nowhere else", async () => {
  await watch(database, [aSite()]);
  const other = aFinding({ severity: "critical", reason: "timeout", message: "no answer in 10 s" });
  for (const finding of [aFinding(), aFinding(), aFailedFinding(), aFailedFinding(), other, aFinding()]) {
    await run(finding);
  }
  expect((await listTransitions(database)).map(({ from, to, reason }) => `${from} ${to} ${reason}`)).toEqual([
    "unknown ok passed",
    "ok critical wrong-status",
    "critical critical timeout",
    "critical ok passed",
  ]);
});

test("evidence is kept where it changed a state: the first failure and the recovery", async () => {
  await watch(database, [aSite()]);
  await run(aFinding());
  expect(await database.run((sql) => findLatestEvidence(sql, 1))).toBeUndefined();
  const failed = await run(aFailedFinding());
  await run(aFailedFinding());
  expect(await database.run((sql) => findLatestEvidence(sql, 1))).toMatchObject({ slot: failed });
  const { taskId, token, slot } = await leaseAgain();
  const evidence = { kind: "answer", status: 200, text: 'it\'s "back" \\ ✓' };
  await acceptResults(database, paris, [aRunResult({ taskId, token }, { evidence })]);
  expect(await database.run((sql) => findLatestEvidence(sql, 1))).toEqual({ targetId: 1, slot, observation: evidence });
});

test("the run of a target that is and stays ok writes no check", async () => {
  await watch(database, [aSite({ checks: twoChecks })]);
  await run(aFinding(), bodyOk);
  const before = await versions();
  await run(aFinding(), bodyOk);
  await run(aFinding({ message: "200 again" }), bodyOk);
  expect(await versions()).toEqual(before);
  await run(aFailedFinding(), bodyOk);
  const after = await versions();
  expect(after.get("status-is")).not.toBe(before.get("status-is"));
  expect(after.get("body-contains")).toBe(before.get("body-contains"));
});

test("an agent's own fault is stored, rechecked, and changes no state that is known", async () => {
  await watch(database, [aSite({ recheckDelayMs: 15_000, intervalMs: 3_600_000 })]);
  await beginIntervals(database);
  await run(ownFault);
  expect(await stateOf("status-is")).toMatchObject({ severity: "unknown", reason: "agent-no-route", failures: 0 });
  await run(aFinding());
  const known = await stateOf("status-is");
  await run(ownFault);
  expect(await stateOf("status-is")).toEqual(known);
  expect(await theTask(database)).toMatchObject({ calm: true, rechecking: true });
  const [newest] = await database.run((sql) => listResults(sql, { targetId: 1, limit: 1 }));
  expect(newest).toMatchObject({ severity: "unknown", reason: "agent-no-route" });
});

test("a failure is rechecked once after the recheck delay, then the schedule goes on", async () => {
  await watch(database, [aSite({ recheckDelayMs: 15_000, retryBeforeNotification: 1, intervalMs: 86_400_000 })]);
  await beginIntervals(database);
  const beforeMs = await databaseNowMs(database);
  await run(aFailedFinding());
  const afterMs = await databaseNowMs(database);
  const waiting = await theTask(database);
  expect(waiting).toMatchObject({ rechecking: true, calm: false });
  expect(waiting.visibleAt.getTime() - 15_000).toBeWithin(beforeMs, afterMs + 1);
  await run(aFailedFinding());
  const next = await theTask(database);
  expect(next.rechecking).toBe(false);
  expect(isOnSchedule(next)).toBe(true);
  await run(aFailedFinding());
  expect((await theTask(database)).rechecking).toBe(true);
});

test("a recheck never takes the place of a slot that comes sooner", async () => {
  await watch(database, [aSite({ recheckDelayMs: 120_000, retryBeforeNotification: 1, intervalMs: 60_000 })]);
  await run(aFailedFinding());
  const next = await theTask(database);
  expect(next.rechecking).toBe(false);
  expect(isOnSchedule(next)).toBe(true);
});

/** Runs the only target at the next opportunity; returns the slot. */
async function run(...findings: readonly Finding[]): Promise<Date> {
  const task = await leaseAgain();
  const [verdict] = await acceptResults(database, paris, [aRunWith(task, ...findings)]);
  expect(verdict?.disposition).toBe("accepted");
  return task.slot;
}

async function leaseAgain() {
  await database.run((sql) => sql`update task set visible_at = now()`);
  return await leaseOne(database, paris);
}

async function stateOf(key: string) {
  const found = (await database.run((sql) => listChecks(sql, [1]))).find((one) => one.key === key);
  if (found === undefined) throw new Error(`no check ${key}`);
  return found;
}

/** The transaction that wrote each check last. */
async function versions(): Promise<ReadonlyMap<string, string>> {
  const rows = await database.run(
    (sql) => sql<{ key: string; version: string }[]>`
    select key, xmin::text as version
    from check_state`,
  );
  return new Map(rows.map((row) => [row.key, row.version]));
}
