import { beforeEach, expect, test } from "bun:test";
import type { IpFamily } from "../../src/config/site.ts";
import type { Sql } from "../../src/db/pool.ts";
import { lease, nextDueMs } from "../../src/queue/lease.ts";
import { aFailedFinding, aRunWith } from "../builders/run-result.ts";
import { aSite, aTarget } from "../builders/site.ts";
import { acceptResults } from "../harness/accept.ts";
import { testDatabase } from "../harness/database.ts";
import { enlist, leaseAs, leaseOne, listTasks, passTime, startAfresh, theTask, watch } from "../harness/queue.ts";

const { database } = await testDatabase({ poolSize: 8, time: "slow" });

beforeEach(() => startAfresh(database));

test("the longest overdue tasks are leased first, no more than asked for", async () => {
  await watch(database, sites(5));
  const agentId = await enlist(database, "paris");
  await database.run((sql) => sql`update task set visible_at = now() - make_interval(secs => (target_id * 7) % 5 + 1)`);
  const overdue = (await listTasks(database)).sort((one, other) => one.dueInMs - other.dueInMs);
  const first = await leaseAs(database, agentId, { limit: 2 });
  const second = await leaseAs(database, agentId, { limit: 2 });
  const idsOf = (tasks: readonly { readonly taskId: number }[]) => tasks.map((one) => one.taskId).sort();
  expect(idsOf(first)).toEqual(idsOf(overdue.slice(0, 2)));
  expect(idsOf(second)).toEqual(idsOf(overdue.slice(2, 4)));
});

test("a leased task is given to nobody else", async () => {
  await watch(database, sites(3));
  const [paris, lyon] = [await enlist(database, "paris"), await enlist(database, "lyon")];
  expect(await leaseAs(database, paris)).toHaveLength(3);
  expect(await leaseAs(database, lyon)).toEqual([]);
  expect(await leaseAs(database, paris)).toEqual([]);
});

test("eight agents that lease at once get each of 2,000 tasks exactly once", async () => {
  await watch(database, sites(2000));
  const agents = await Promise.all(Array.from({ length: 8 }, (_, index) => enlist(database, `agent-${index}`)));
  const leased = (await Promise.all(agents.map(drain))).flat();
  expect(leased).toHaveLength(2000);
  expect(new Set(leased).size).toBe(2000);
});

test.each([
  [[4], ["any", 4]],
  [[6], ["any", 6]],
  [
    [4, 6],
    ["any", 4, 6],
  ],
  [[], ["any"]],
] as const)("an agent with the families %j gets the tasks of %j", async (families, given) => {
  const all: readonly IpFamily[] = ["any", 4, 6];
  const targets = all.map((family) => aTarget({ family, key: `${family}` }));
  await watch(database, [aSite({ targets })]);
  const leased = await leaseAs(database, await enlist(database, "paris"), { families });
  expect(new Set(leased.map((one) => one.spec.family))).toEqual(new Set<IpFamily>(given));
});

test("a task that is not due stays", async () => {
  await watch(database, sites(2));
  const agentId = await enlist(database, "paris");
  await database.run((sql) => sql`update task set visible_at = now() + interval '1 second' where target_id = 1`);
  expect((await leaseAs(database, agentId)).map((one) => one.taskId)).toEqual([2]);
});

test("a lease that ended is leased again with a higher token and the same slot", async () => {
  await watch(database, sites(1));
  const [paris, lyon] = [await enlist(database, "paris"), await enlist(database, "lyon")];
  const first = await leaseOne(database, paris);
  await database.run((sql) => sql`update task set visible_at = now() + interval '1 second'`);
  expect(await leaseAs(database, lyon)).toEqual([]);
  await database.run((sql) => sql`update task set visible_at = now()`);
  const second = await leaseOne(database, lyon);
  expect(second.token).toBe(first.token + 1);
  expect(second.slot).toEqual(first.slot);
  expect(await theTask(database)).toMatchObject({ attempt: 2, leasedBy: lyon });
});

test("a lease lasts for the target's timeout and fifteen seconds", async () => {
  await watch(database, [aSite({ targets: [aTarget({ timeoutMs: 10_001 })] })]);
  const task = await leaseOne(database, await enlist(database, "paris"));
  expect(task.leaseSeconds).toBe(26);
  const { dueInMs } = await theTask(database);
  expect(dueInMs).toBeGreaterThan(21_000);
  expect(dueInMs).toBeLessThanOrEqual(26_000);
});

test("a task that was leased three times without a completion waits for a decision", async () => {
  await watch(database, sites(1));
  const agentId = await enlist(database, "paris");
  for (const attempt of [1, 2, 3]) {
    await leaseOne(database, agentId);
    expect((await theTask(database)).attempt).toBe(attempt);
    await passTime(database, 60);
  }
  expect(await leaseAs(database, agentId)).toEqual([]);
  expect(await database.run((sql) => nextDueMs(sql, [4]))).toBeUndefined();
});

test("a recheck is offered to another agent first", async () => {
  const { paris, lyon } = await failedOnce();
  await passTime(database, 15);
  expect(await leaseAs(database, paris, { othersAlive: true })).toEqual([]);
  expect(await leaseAs(database, lyon, { othersAlive: true })).toHaveLength(1);
});

test.each([
  ["the agent is alone", 15, false],
  ["nobody took it for five seconds", 20, true],
])("a recheck goes to the agent that saw the failure when %s", async (_, seconds, othersAlive) => {
  const { paris } = await failedOnce();
  await passTime(database, seconds);
  expect(await leaseAs(database, paris, { othersAlive })).toHaveLength(1);
});

test("leasing reads no more of 10,000 tasks than it takes, through the index of what is due", async () => {
  await watch(database, sites(10_000));
  await database.run((sql) => sql`update task set visible_at = now() + interval '1 hour' where target_id % 10 > 0`);
  await database.run((sql) => sql`vacuum analyze task`);
  const agentId = await enlist(database, "paris");
  const [before, after] = await database.transaction(async (tx) => {
    const start = await countReads(tx);
    // More often than the driver's statement stays planned for its parameters.
    for (let turn = 0; turn < 10; turn++) {
      await lease(tx, { agentId, limit: 20, families: [4, 6], othersAlive: true, isolated: false });
      await nextDueMs(tx, [4, 6]);
    }
    return [start, await countReads(tx)] as const;
  });
  expect(after.seqScans).toBe(before.seqScans);
  expect(after.indexScans - before.indexScans).toBe(60);
  // 200 leased, and again the rows that this one transaction superseded; without the limit it would be 1,000 a turn.
  expect(after.indexReads - before.indexReads).toBeLessThan(2500);
});

test("a lease that could bring many and brings few reads neither tasks nor targets whole", async () => {
  await watch(database, sites(10_000));
  await database.run((sql) => sql`vacuum analyze task, target`);
  await database.run((sql) => sql`update task set visible_at = now() + interval '1 hour' where target_id % 300 > 0`);
  const agentId = await enlist(database, "paris");
  const [before, after] = await database.transaction(async (tx) => {
    const start = await countReads(tx);
    const leased = await lease(tx, { agentId, limit: 1000, families: [4], othersAlive: false, isolated: false });
    expect(leased.length).toBeGreaterThan(20);
    return [start, await countReads(tx)] as const;
  });
  expect([after.seqScans, after.targetSeqScans]).toEqual([before.seqScans, before.targetSeqScans]);
});

test("the time to the next task is that of the families asked for, and zero when it is overdue", async () => {
  expect(await database.run((sql) => nextDueMs(sql, [4]))).toBeUndefined();
  await watch(database, [aSite({ targets: [aTarget({ family: 6 })] })]);
  expect(await database.run((sql) => nextDueMs(sql, [4]))).toBeUndefined();
  expect(await database.run((sql) => nextDueMs(sql, [6]))).toBe(0);
  await database.run((sql) => sql`update task set visible_at = now() + interval '10 seconds'`);
  const ms = await database.run((sql) => nextDueMs(sql, [4, 6]));
  expect(ms).toBeGreaterThan(5000);
  expect(ms).toBeLessThanOrEqual(10_000);
});

/** Two agents and a target whose run by the first failed. */
async function failedOnce() {
  await watch(database, [aSite({ recheckDelayMs: 15_000, retryBeforeNotification: 1, intervalMs: 3_600_000 })]);
  const [paris, lyon] = [await enlist(database, "paris"), await enlist(database, "lyon")];
  const task = await leaseOne(database, paris);
  await acceptResults(database, paris, [aRunWith(task, aFailedFinding())]);
  return { paris, lyon };
}

/** What this connection did not yet report of its scans of `task` and of reads through `task_due`. */
async function countReads(tx: Sql) {
  const [row] = await tx<{ seqScans: number; targetSeqScans: number; indexScans: number; indexReads: number }[]>`
    select
      pg_stat_get_xact_numscans('task'::regclass)::int as "seqScans",
      pg_stat_get_xact_numscans('target'::regclass)::int as "targetSeqScans",
      pg_stat_get_xact_numscans('task_due'::regclass)::int as "indexScans",
      pg_stat_get_xact_tuples_returned('task_due'::regclass)::int as "indexReads"`;
  if (row === undefined) throw new Error("no counts");
  return row;
}

async function drain(agentId: number): Promise<number[]> {
  const taken: number[] = [];
  for (let turn = 0; turn < 2000; turn++) {
    const leased = await leaseAs(database, agentId, { limit: 25 });
    if (leased.length === 0) return taken;
    taken.push(...leased.map((one) => one.taskId));
  }
  throw new Error("the queue never ran dry");
}

function sites(count: number) {
  return Array.from({ length: count }, (_, index) => aSite({ domain: `https://site${index}.test` }));
}
