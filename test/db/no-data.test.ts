import { beforeEach, expect, test } from "bun:test";
import { loggerOf } from "../../src/base/log.ts";
import type { Sql } from "../../src/db/pool.ts";
import { markSilent } from "../../src/queue/mark-silent.ts";
import type { Duty } from "../../src/server/duties/duty.ts";
import { noDataDuty } from "../../src/server/duties/no-data.ts";
import { quarantineDuty } from "../../src/server/duties/quarantine.ts";
import { listChecks } from "../../src/store/checks.ts";
import { manySites } from "../builders/configuration.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { aFailedFinding, aRunResult, aRunWith } from "../builders/run-result.ts";
import { aCutOff, aTimeout } from "../builders/silent-run.ts";
import { aSite, aTarget } from "../builders/site.ts";
import { acceptResults, believing } from "../harness/accept.ts";
import { expectCountsToBeReal, listTransitions } from "../harness/checks.ts";
import { testDatabase } from "../harness/database.ts";
import { type HeldClock, heldClock } from "../harness/held-clock.ts";
import { enlist, leaseAs, leaseOne, listTasks, passTime, startAfresh, theTask, watch } from "../harness/queue.ts";
import { until } from "../harness/until.ts";

const { database } = await testDatabase({ time: "slow" });
let paris = 0;

beforeEach(async () => {
  await startAfresh(database);
  paris = await enlist(database, "paris");
});

test.each([
  [1000, 10_000, 115],
  [38_000, 10_000, 115],
  [39_000, 10_000, 117],
  [60_000, 10_000, 180],
  [60_000, 75_000, 180],
  [60_000, 76_000, 181],
  [86_400_000, 10_000, 259_200],
])("a target every %d ms with a timeout of %d ms has no data after %d s", async (intervalMs, timeoutMs, seconds) => {
  await watch(database, [aSite({ targets: [aTarget({ intervalMs, timeoutMs })] })]);
  const [row] = await database.run(
    (sql) => sql`select extract(epoch from silent_at - visible_at)::double precision as seconds from task`,
  );
  expect(row).toEqual({ seconds });
});

test.each([
  [175, "ok passed", true],
  [180, "unknown no-data", false],
])("%d s after the last run a target every minute is %s", async (seconds, state, calm) => {
  await watch(database, manySites(1));
  await complete(aRunResult);
  await passTime(database, seconds);
  await olderServer().run(database);
  expect(await states()).toEqual([state]);
  expect((await theTask(database)).calm).toBe(calm);
  await expectCountsToBeReal(database);
});

test("a check that was critical is unknown too, and the change is recorded from what was seen last", async () => {
  await watch(database, manySites(1));
  await complete((lease) => aRunWith(lease, aFailedFinding()));
  await passTime(database, 180);
  await olderServer().run(database);
  expect(await states()).toEqual(["unknown no-data"]);
  expect((await listTransitions(database)).at(-1)).toMatchObject({
    from: "critical",
    to: "unknown",
    reason: "no-data",
  });
});

test("a target that was never run has no data either", async () => {
  await watch(database, manySites(1));
  await passTime(database, 180);
  await olderServer().run(database);
  expect(await states()).toEqual(["unknown no-data"]);
  await complete(aRunResult);
  expect(await states()).toEqual(["ok passed"]);
});

test("the first run of a silent target counts, although its slot is older than the discovery, and makes it speak", async () => {
  await watch(database, manySites(1, { intervalMs: 3_600_000 }));
  await complete(aRunResult);
  await passTime(database, 3 * 3600);
  await olderServer().run(database);
  expect(await states()).toEqual(["unknown no-data"]);
  await complete(aRunResult);
  expect(await states()).toEqual(["ok passed"]);
  expect(await silentCount()).toBe(0);
  await passTime(database, 3 * 3600);
  await olderServer().run(database);
  expect(await states()).toEqual(["unknown no-data"]);
});

test("an outage that lasts is found once: the next turns find nothing and write nothing", async () => {
  await watch(database, manySites(3));
  await passTime(database, 180);
  const server = olderServer();
  await server.run(database);
  const before = await versions();
  await passTime(database, 3600);
  const after = await versions();
  await server.run(database);
  expect(await versions()).toEqual(after);
  expect(after).not.toEqual(before);
  expect(await listTransitions(database)).toHaveLength(3);
});

test.each([
  ["an agent that is not believed", "isolated", aTimeout],
  ["an agent that is not believed, although answered", "isolated", aRunResult],
  ["an agent that was cut off", "trusted", aCutOff],
] as const)("runs of %s do not keep a target from having no data", async (_, standing, run) => {
  await watch(database, manySites(1));
  await complete(aRunResult);
  for (let turn = 0; turn < 3; turn += 1) {
    await passTime(database, 60);
    const task = await leaseOne(database, paris);
    await acceptResults(database, paris, [run(task)], {
      trust: believing({ othersAlive: false, standing }),
    });
  }
  await olderServer().run(database);
  expect(await states()).toEqual(["unknown no-data"]);
});

test("results that never arrive do not keep a target from having no data", async () => {
  await watch(database, manySites(1));
  for (let turn = 0; turn < 7; turn += 1) {
    await leaseAs(database, paris);
    await passTime(database, 30);
    await enlist(database, "paris");
    await quarantineDuty(loggerOf("test"), notificationSettings).run(database);
  }
  await olderServer().run(database);
  expect(await states()).toEqual(["unknown no-data"]);
});

test("a target that is set aside stays so: it is known to have no data", async () => {
  await watch(database, manySites(1));
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await leaseOne(database, paris);
    await passTime(database, 60);
  }
  await quarantineDuty(loggerOf("test"), notificationSettings).run(database);
  await passTime(database, 600);
  await olderServer().run(database);
  expect(await states()).toEqual(["unknown quarantined"]);
});

test("a changed target has its time anew", async () => {
  await watch(database, manySites(1));
  await passTime(database, 180);
  await olderServer().run(database);
  await watch(database, manySites(1, { intervalMs: 120_000 }));
  expect(await silentCount()).toBe(0);
  await passTime(database, 350);
  await olderServer().run(database);
  expect(await silentCount()).toBe(0);
});

test("several servers at once find each of 2,500 targets once", async () => {
  await watch(database, manySites(2500));
  await passTime(database, 180);
  await Promise.all([olderServer(), olderServer()].map((server) => server.run(database)));
  await olderServer().run(database);
  expect(await silentCount()).toBe(2500);
  expect(await listTransitions(database)).toHaveLength(2500);
  await expectCountsToBeReal(database);
});

test.each([
  [89_999, "unknown not-checked-yet"],
  [90_000, "unknown no-data"],
])("%d ms after a server started, when all had been down, a target is %s", async (ms, state) => {
  await watch(database, manySites(1));
  await passTime(database, 3600);
  const clock = heldClock();
  const duty = server(clock);
  clock.ms += ms;
  await duty.run(database);
  expect(await states()).toEqual([state]);
});

test("of 10,000 tasks only those are read that became silent, through their index", async () => {
  await watch(database, manySites(10_000));
  await untilNothingIsRead();
  await database.run((sql) => sql`update task set silent_at = now() where target_id % 1000 = 0`);
  const few = await readsOf(10);
  expect(few.seqScans).toBe(0);
  // each of the ten to find it, and once more to lock it
  expect(few.indexReads).toBeLessThanOrEqual(20);
  await database.run((sql) => sql`update task set silent_at = now(), silent = true`);
  await untilNothingIsRead();
});

/** Rows that are gone are read until a vacuum finds that nobody can still see them: not while PostgreSQL analyses on its own. */
async function untilNothingIsRead(): Promise<void> {
  await until(async () => {
    await database.run((sql) => sql`vacuum analyze task`);
    const { seqScans, indexReads } = await readsOf(0);
    expect(seqScans).toBe(0);
    return indexReads === 0 || undefined;
  });
}

/** Marks silent tasks, which must be so many, and counts what is read of `task` for it. */
async function readsOf(found: number): Promise<{ seqScans: number; indexReads: number }> {
  return await database.transaction(async (tx) => {
    const before = await countReads(tx);
    expect(await markSilent(tx, 1000)).toHaveLength(found);
    const after = await countReads(tx);
    return { seqScans: after.seqScans - before.seqScans, indexReads: after.indexReads - before.indexReads };
  });
}

/** What this connection did not yet report of its scans of `task` and of reads through `task_unheard`. */
async function countReads(tx: Sql): Promise<{ seqScans: number; indexReads: number }> {
  const [row] = await tx<{ seqScans: number; indexReads: number }[]>`
    select
      pg_stat_get_xact_numscans('task'::regclass)::int as "seqScans",
      pg_stat_get_xact_tuples_returned('task_unheard'::regclass)::int as "indexReads"`;
  if (row === undefined) throw new Error("no counts");
  return row;
}

/** Runs the only target as paris, now. */
async function complete(run: typeof aRunResult): Promise<void> {
  await database.run((sql) => sql`update task set visible_at = least(visible_at, now())`);
  const [verdict] = await acceptResults(database, paris, [run(await leaseOne(database, paris))]);
  expect(verdict?.disposition).toBe("accepted");
}

async function states(): Promise<string[]> {
  const ids = (await listTasks(database)).map((task) => task.taskId);
  return (await database.run((sql) => listChecks(sql, ids))).map((one) => `${one.severity} ${one.reason}`);
}

async function silentCount(): Promise<number> {
  const rows = await database.run((sql) => sql`select from task where silent`);
  return rows.length;
}

/** The transactions that wrote each task and each check last. */
async function versions(): Promise<unknown> {
  return await database.run(
    (sql) => sql`
      select task.xmin::text as task, check_state.xmin::text as check
      from task
      join check_state using (target_id)
      order by target_id`,
  );
}

function server(clock: HeldClock): Duty {
  return noDataDuty({ notifications: notificationSettings, clock, log: loggerOf("test") });
}

/** The duty of a server that started long ago. */
function olderServer(): Duty {
  const clock = heldClock();
  const duty = server(clock);
  clock.ms += 3_600_000;
  return duty;
}
