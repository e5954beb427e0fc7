import { expect, test } from "bun:test";
import { rescheduleNotOk } from "../../src/queue/reschedule.ts";
import { lockConfig } from "../../src/store/config-revisions.ts";
import { aCheck } from "../builders/check.ts";
import { manySites } from "../builders/configuration.ts";
import { aFailedFinding, aFinding, aRunWith } from "../builders/run-result.ts";
import { acceptResults } from "../harness/accept.ts";
import { expectCountsToBeReal } from "../harness/checks.ts";
import { connect, testDatabase } from "../harness/database.ts";
import { enlist, leaseAs, startAfresh, watch } from "../harness/queue.ts";

const { database, address } = await testDatabase({ poolSize: 8 });

test("configurations and results that come at the same time never block each other for ever", async () => {
  await startAfresh(database);
  const status = aCheck({ kind: "status-is", status: 200 });
  const configurations = [
    manySites(120, { checks: [status] }),
    manySites(120, { checks: [aCheck({ kind: "status-is", status: 204 }), aCheck({ kind: "json-is", value: 1 })] }),
    manySites(60, { checks: [status] }),
  ];
  const agents = await Promise.all(["paris", "lyon", "nice"].map((name) => enlist(database, name)));
  const applying = new AbortController();
  const running = agents.map((agentId, turn) => runUntil(agentId, turn, applying.signal));
  for (let round = 0; round < 12; round++) await watch(database, configurations[round % 3] ?? []);
  applying.abort();
  const accepted = await Promise.all(running);
  expect(Math.min(...accepted)).toBeGreaterThan(0);
  expect(await expectCountsToBeReal(database)).toBe(60);
});

test("a server waits for another one's configuration longer than for any other lock", async () => {
  await startAfresh(database);
  await using impatient = await connect(address, { deadlineMs: 2000 });
  const waited = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const other = database.transaction(
    async (tx) => {
      await lockConfig(tx);
      held.resolve();
      await waited.promise;
    },
    { deadlineMs: 60_000 },
  );
  await held.promise;
  const settled = new AbortController();
  const applied = watch(impatient, manySites(1)).finally(() => settled.abort());
  await untilWaiting(1200, settled.signal);
  waited.resolve();
  await other;
  expect(await applied).toMatchObject({ added: 1 });
});

/** Leases and posts results, some of which fail, until `signal` aborts; returns how many were accepted. */
async function runUntil(agentId: number, from: number, signal: AbortSignal): Promise<number> {
  let accepted = 0;
  for (let turn = from; turn < 10_000 && !signal.aborted; turn++) {
    const tasks = await leaseAs(database, agentId, { limit: 40 });
    const finding = turn % 2 === 0 ? aFinding() : aFailedFinding();
    const verdicts = await acceptResults(
      database,
      agentId,
      tasks.map((task) => aRunWith(task, finding)),
    );
    accepted += verdicts.filter((one) => one.disposition === "accepted").length;
    await database.run(rescheduleNotOk);
  }
  return accepted;
}

/** Until somebody has waited for an advisory lock for `ms`, or `signal` aborts. */
async function untilWaiting(ms: number, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; attempt < 20_000 && !signal.aborted; attempt++) {
    const rows = await database.run(
      (sql) => sql`
        select from pg_locks
        where locktype = 'advisory'
          and not granted
          and database = (select oid from pg_database where datname = current_database())
          and pg_catalog.clock_timestamp() - waitstart > make_interval(secs => ${ms / 1000})`,
    );
    if (rows.length > 0) return;
  }
}
