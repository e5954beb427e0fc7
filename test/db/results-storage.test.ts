import { beforeEach, expect, test } from "bun:test";
import { systemClock } from "../../src/base/clock.ts";
import { loggerOf } from "../../src/base/log.ts";
import { allDuties, prepareResults } from "../../src/server/duties/all.ts";
import { compactCounts, countChecks, insertTransitions } from "../../src/store/checks.ts";
import { insertEvidence } from "../../src/store/evidence.ts";
import { deleteHistory } from "../../src/store/history.ts";
import { createPartitions, dropPartitions } from "../../src/store/partitions.ts";
import { countResults } from "../../src/store/result-counts.ts";
import { insertResults, type NewResult } from "../../src/store/results.ts";
import { manySites } from "../builders/configuration.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { aRunResult } from "../builders/run-result.ts";
import { acceptResults } from "../harness/accept.ts";
import { expectCountsToBeReal } from "../harness/checks.ts";
import { databaseNowMs, testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { enlist, leaseAs, startAfresh, watch } from "../harness/queue.ts";

const { database } = await testDatabase({ poolSize: 8, time: "slow" });

const dayMs = 86_400_000;

beforeEach(async () => {
  await dropAll();
  await startAfresh(database);
});

test("partitions are there from yesterday to a week ahead, and making them again makes none", async () => {
  const today = await databaseDay();
  const days = Array.from({ length: 9 }, (_, index) => partitionOf(today + (index - 1) * dayMs));
  expect((await listPartitions()).map((one) => one.name)).toEqual(days);
  await prepareResults(database);
  expect(await database.transaction((tx) => createPartitions(tx, 7))).toEqual([]);
  expect(await database.transaction((tx) => createPartitions(tx, 9))).toEqual([
    partitionOf(today + 8 * dayMs),
    partitionOf(today + 9 * dayMs),
  ]);
});

test("three servers that prepare at once make each partition once", async () => {
  await dropAll();
  await Promise.all([prepareResults(database), prepareResults(database), prepareResults(database)]);
  expect(await listPartitions()).toHaveLength(9);
});

test("results land in their day's partition, not in the default one", async () => {
  await watch(database, manySites(5));
  const agentId = await enlist(database, "paris");
  const tasks = await leaseAs(database, agentId);
  await acceptResults(
    database,
    agentId,
    tasks.map((task) => aRunResult(task)),
  );
  const filled = (await listPartitions()).filter((one) => one.rows > 0);
  expect(filled.reduce((sum, one) => sum + one.rows, 0)).toBe(5);
  expect(await countDefault()).toBe(0);
});

test("results of a day without a partition move into it when it is made", async () => {
  const slot = new Date((await databaseDay()) + 8 * dayMs);
  await store(slot, new Date(slot.getTime() + dayMs - 1), new Date(slot.getTime() + dayMs));
  expect(await countDefault()).toBe(3);
  await database.transaction((tx) => createPartitions(tx, 8));
  expect(await countDefault()).toBe(1);
  expect((await listPartitions()).at(-1)).toEqual({ name: partitionOf(slot.getTime()), rows: 2 });
});

test("retention drops days that are wholly too old, with their counts, and keeps the others", async () => {
  const today = await databaseDay();
  await store(new Date(today - dayMs), new Date(today), new Date(today + dayMs));
  await database.transaction(compactCounts);
  const sinceMidnightMs = (await databaseNowMs(database)) - today;
  expect(await drop(sinceMidnightMs + 60_000)).toEqual([]);
  expect(await database.run(countResults)).toBe(3);
  expect(await drop(sinceMidnightMs)).toEqual([partitionOf(today - dayMs)]);
  expect(await database.run(countResults)).toBe(2);
  expect((await listPartitions()).map((one) => one.rows).slice(0, 2)).toEqual([1, 1]);
});

test.each([
  ["an hour before the next day is rolled up", -1, [], []],
  ["when the next day is rolled up", 0, [-1], []],
])("retention keeps a day that is too old %s", async (_when, hours, dropped, lost) => {
  const today = await databaseDay();
  await rolledUpTo(today + dayMs + hours * 3_600_000);
  const names = (days: readonly number[]) => days.map((one) => partitionOf(today + one * dayMs));
  const found = await database.transaction((tx) => dropPartitions(tx, 1000));
  expect(found).toEqual({ dropped: names(dropped), lost: names(lost) });
});

test("a day that could not be rolled up for three days is given up", async () => {
  const sinceMidnightMs = (await databaseNowMs(database)) - (await databaseDay());
  const name = partitionOf((await databaseDay()) - dayMs);
  await emptyTables(database, "rollup_progress");
  const dropAfter = (ageMs: number) => database.transaction((tx) => dropPartitions(tx, ageMs));
  expect(await dropAfter(sinceMidnightMs - 3 * dayMs + 60_000)).toEqual({ dropped: [], lost: [] });
  expect(await dropAfter(sinceMidnightMs - 3 * dayMs)).toEqual({ dropped: [], lost: [name] });
});

test("retention deletes transitions and evidence older than asked, a bounded number at once, and keeps the others", async () => {
  await watch(database, manySites(1));
  const [check] = await database.run(
    (sql) => sql<{ id: number; targetId: number }[]>`select id, target_id as "targetId" from check_state limit 1`,
  );
  const { id, targetId } = check ?? { id: 0, targetId: 0 };
  for (const days of [1, 9, 11, 12, 13]) {
    const at = new Date(Date.now() - days * dayMs);
    await database.run((sql) =>
      insertTransitions(sql, [
        { checkId: id, targetId, at, from: "ok", to: "critical", reason: "timeout", message: "", agentId: null },
      ]),
    );
    await database.run((sql) => insertEvidence(sql, [{ targetId, slot: at, observation: {} }]));
  }
  const forget = () => database.run((sql) => deleteHistory(sql, { ageMs: 10 * dayMs, rowsMax: 2 }));
  expect([await forget(), await forget(), await forget()]).toEqual([4, 2, 0]);
  const [left] = await database.run(
    (sql) => sql<{ transitions: number; evidence: number }[]>`
      select (select count(*) from transition) as transitions, (select count(*) from evidence) as evidence`,
  );
  expect(left).toEqual({ transitions: 2, evidence: 2 });
});

test("retention also deletes old results of days that never had a partition", async () => {
  const today = await databaseDay();
  await store(new Date(today - 30 * dayMs), new Date(today - 3 * dayMs));
  expect(await countDefault()).toBe(2);
  await drop(20 * dayMs);
  expect(await countDefault()).toBe(1);
  expect(await database.run(countResults)).toBe(1);
});

test("the counters stay right while they are folded together under inserts", async () => {
  await watch(database, manySites(200));
  const agentId = await enlist(database, "paris");
  const tasks = await leaseAs(database, agentId);
  const batches = Array.from({ length: 20 }, (_, index) => tasks.slice(index * 10, index * 10 + 10));
  const accepting = batches.map((batch) =>
    acceptResults(
      database,
      agentId,
      batch.map((task) => aRunResult(task)),
    ),
  );
  const folding = Array.from({ length: 10 }, () => database.transaction(compactCounts));
  await Promise.all([...accepting, ...folding]);
  await expectCountsToBeReal(database);
  await database.transaction(compactCounts);
  expect(await database.run(countChecks)).toEqual({ ok: 200, unknown: 0, warning: 0, critical: 0 });
  expect(await database.run(countResults)).toBe(200);
  const rows = await database.run((sql) => sql`select severity from check_count where n <> 0`);
  expect(rows).toHaveLength(1);
});

test("the duties of a server do all of this", async () => {
  const duties = allDuties({
    resultsAgeMs: dayMs,
    rollupAges: { hourlyMs: 90 * dayMs, dailyMs: 1095 * dayMs },
    historyAgeMs: 365 * dayMs,
    agentSilenceMs: 300_000,
    notifications: notificationSettings,
    clock: systemClock,
    log: loggerOf("test"),
  });
  await store(new Date((await databaseDay()) - 30 * dayMs));
  for (const duty of duties) await duty.run(database);
  expect(duties.map((one) => one.name)).toEqual([
    "partitions",
    "retention",
    "counts",
    "certificate-counts",
    "site-counts",
    "quarantine",
    "reminders",
    "notification-history",
    "access-history",
    "no-agent",
    "unseen-agents",
    "no-data",
    "roll-up",
  ]);
  expect(await database.run(countResults)).toBe(0);
});

async function dropAll(): Promise<void> {
  for (const { name } of await listPartitions()) await database.run((sql) => sql`drop table ${sql(name)}`);
}

async function store(...slots: readonly Date[]): Promise<void> {
  await database.run((sql) => insertResults(sql, slots.map(resultAt)));
}

function resultAt(slot: Date): NewResult {
  const durations = { totalMs: 1, dnsMs: null, tlsMs: null, firstByteMs: null, lateMs: 0 };
  const rest = { status: 200, missed: 0, bodyBytes: null, checkValues: null, checks: 1, token: 1, believed: true };
  return { targetId: 1, slot, agentId: 1, severity: "ok", reason: "passed", ...durations, ...rest };
}

/** Drops as if every day were rolled up. */
async function drop(ageMs: number): Promise<readonly string[]> {
  await rolledUpTo((await databaseDay()) + 30 * dayMs);
  const { dropped, lost } = await database.transaction((tx) => dropPartitions(tx, ageMs));
  expect(lost).toEqual([]);
  return dropped;
}

async function rolledUpTo(hourMs: number): Promise<void> {
  await database.run(
    (sql) => sql`
      insert into rollup_progress (hour)
      values (${new Date(hourMs)})
      on conflict (only_row) do update
      set hour = excluded.hour`,
  );
}

/** The partitions that have a day, in order, with how many results each has. */
async function listPartitions(): Promise<{ name: string; rows: number }[]> {
  return await database.run(
    (sql) => sql<{ name: string; rows: number }[]>`
      select relname as name, count(result.tableoid)::int as rows
      from pg_class
      left join result on result.tableoid = pg_class.oid
      where relname ~ '^result_[0-9]{8}$'
      group by relname
      order by relname`,
  );
}

async function countDefault(): Promise<number> {
  const [row] = await database.run((sql) => sql<{ n: number }[]>`select count(*)::int as n from result_default`);
  return row?.n ?? -1;
}

/** Midnight UTC of the database's day, in milliseconds. */
async function databaseDay(): Promise<number> {
  return Math.floor((await databaseNowMs(database)) / dayMs) * dayMs;
}

function partitionOf(dayStartMs: number): string {
  return `result_${new Date(dayStartMs).toISOString().slice(0, 10).replaceAll("-", "")}`;
}
