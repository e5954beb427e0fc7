import { beforeEach, expect, test } from "bun:test";
import { midnightMs } from "../../src/checks/availability.ts";
import { readSiteAvailability, readTargetAvailability } from "../../src/server/read/availability.ts";
import { sumDays } from "../../src/store/rollups.ts";
import { listSitesAfter, listTargetsOfSites } from "../../src/store/site-targets.ts";
import { manySites } from "../builders/configuration.ts";
import { databaseNowMs, testDatabase } from "../harness/database.ts";
import { listTasks, startAfresh, watch } from "../harness/queue.ts";
import { readsOf } from "../harness/reads.ts";
import { beginRollUp, fillRollups } from "../harness/rollups.ts";
import { counted } from "../harness/statements.ts";

const { database } = await testDatabase({ poolSize: 4 });
const deps = { db: database, notifications: () => ({ silences: [] }) };

beforeEach(() => startAfresh(database));

test("a year is read in as many queries as a day, and of as many targets as there are in as many as of one", async () => {
  await watch(database, manySites(3, { intervalMs: 300_000 }));
  const targets = (await listTasks(database)).map((one) => one.taskId);
  const now = await databaseNowMs(database);
  await fillRollups(database, { days: 400, hourlyDays: 40 });
  await database.run((sql) => sql`analyze`);
  const few = counted(database);
  await readSiteAvailability({ ...deps, db: few.database }, targets.slice(0, 1));
  const many = counted(database);
  await readSiteAvailability({ ...deps, db: many.database }, targets);
  expect(many.sent()).toBe(few.sent());
  for (const period of ["24h", "7d", "30d", "1y"] as const) {
    const one = counted(database);
    const read = await readTargetAvailability({ ...deps, db: one.database }, { targetId: targets[0] ?? 0, period });
    expect(one.sent()).toBeLessThanOrEqual(6);
    expect(read?.accounts["1y"].ok).toBeGreaterThan(300 * 86_400);
    expect(read?.bars.every((bar) => bar.endMs > midnightMs(now) || bar.answers > 0)).toBe(true);
  }
});

test("pages of availability read no table whole, and rows of their own targets only", async () => {
  await watch(database, manySites(10_000, { intervalMs: 300_000 }));
  const now = await databaseNowMs(database);
  const [target] = await listTasks(database);
  await fillRollups(database, { days: 12, hourlyDays: 3 });
  await beginRollUp(database, now - 2 * 3_600_000);
  await database.run(
    (sql) => sql`
      insert into result (target_id, slot, token, agent_id, severity, reason, missed, late_ms, total_ms)
      select id, now() - make_interval(mins => n * 5), 1, 1, 0, 0, 0, 0, 100
      from target
      cross join generate_series(0, 23) as n`,
  );
  await database.run((sql) => sql`analyze`);
  await database.run((sql) => sql`update rollup_progress set hour = date_trunc('hour', now() - interval '1 hour')`);
  const reads = await readsOf(database, async (tx) => {
    const db = { ...database, run: <T>(work: (sql: typeof tx) => Promise<T>) => work(tx) };
    await readTargetAvailability({ ...deps, db }, { targetId: target?.taskId ?? 0, period: "1y" });
  });
  expect(reads.wholeTables.filter((name) => name !== "rollup_progress" && name !== "silence")).toEqual([]);
  expect(reads.rows).toBeLessThan(700);
  const range = { fromDay: new Date(now - 12 * 86_400_000), untilDay: new Date(now) };
  const sums = await readsOf(database, async (tx) => {
    const sites = await listSitesAfter(tx, { afterDomain: "https://site5", limit: 50 });
    const found = await listTargetsOfSites(
      tx,
      sites.map((one) => one.id),
    );
    const ids = found.map((one) => one.targetId);
    expect(await sumDays(tx, ids, [range])).toHaveLength(50);
  });
  expect(sums.wholeTables).toEqual([]);
  expect(sums.rows).toBeLessThan(2000);
});
