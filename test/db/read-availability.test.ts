import { beforeEach, expect, test } from "bun:test";
import { emptyAccount } from "../../src/checks/account.ts";
import { type RollUpOptions, rollUpNext } from "../../src/server/duties/roll-up.ts";
import { readSiteAvailability, readTargetAvailability } from "../../src/server/read/availability.ts";
import { insertResults, type NewResult } from "../../src/store/results.ts";
import { manySites } from "../builders/configuration.ts";
import { aResult } from "../builders/result.ts";
import { databaseNowMs, testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { listTasks, startAfresh, watch } from "../harness/queue.ts";
import { beginRollUp } from "../harness/rollups.ts";

const { database } = await testDatabase({ poolSize: 4, deadlineMs: 30_000, time: "slow" });

const minute = 60_000;
const hour = 60 * minute;
const planned: Pick<RollUpOptions, "notifications"> = { notifications: () => ({ silences: [] }) };
const deps = { db: database, ...planned };

let now: number;
let targets: number[];

beforeEach(async () => {
  await startAfresh(database);
  now = await databaseNowMs(database);
  await watch(database, manySites(3, { intervalMs: 5 * minute }));
  targets = (await listTasks(database)).map((one) => one.taskId);
});

test("a target without a result has bars of nothing and no availability", async () => {
  const read = await readTargetAvailability(deps, { targetId: targets[0] ?? 0, period: "24h" });
  expect(read?.accounts).toEqual({ "24h": emptyAccount, "7d": emptyAccount, "30d": emptyAccount, "1y": emptyAccount });
  expect(read?.bars).toHaveLength(24);
});

test("a target that is not there is undefined, and a site without targets has no availability", async () => {
  expect(await readTargetAvailability(deps, { targetId: 999, period: "1y" })).toBeUndefined();
  expect((await readSiteAvailability(deps, [])).accounts["1y"]).toEqual(emptyAccount);
});

test.each(["nothing", "half", "all that is due"])("the same is read whether %s is rolled up", async (howMuch) => {
  const startMs = Math.floor((now - 20 * hour) / hour) * hour + 10 * minute;
  await beginRollUp(database, startMs);
  await store(0, every(startMs, startMs + 5 * hour), { totalMs: 50 });
  await store(0, every(startMs + 5 * hour, startMs + 6 * hour), { severity: "critical", totalMs: 150 });
  await store(0, every(startMs + 6 * hour, now), { totalMs: 50 });
  await rollUp(howMuch === "nothing" ? 0 : howMuch === "half" ? 8 : 100);
  const seconds = Math.floor(now / 1000) - Math.floor(startMs / 1000);
  for (const period of ["24h", "7d", "30d", "1y"] as const) {
    const read = await readTargetAvailability(deps, { targetId: targets[0] ?? 0, period });
    const ok = read?.accounts[period].ok ?? 0;
    expect(read?.accounts[period]).toEqual({ ...emptyAccount, critical: 3600, ok });
    // The query is asked some time after `now`.
    expect(ok + 3600 - seconds).toBeWithin(0, 60);
    const ofBars = read?.bars.reduce((sum, bar) => sum + bar.account.ok + bar.account.critical, 0);
    expect(ofBars).toBe(ok + 3600);
    expect(Math.max(...(read?.bars.map((bar) => bar.maxMs ?? 0) ?? []))).toBe(150);
  }
});

test("what is unheard today is unknown up to now, and what is planned today is cut out", async () => {
  const startMs = Math.floor((now - 3 * hour) / hour) * hour;
  await beginRollUp(database, startMs);
  await store(0, [startMs]);
  const window = { kind: "once", fromMs: startMs + hour, untilMs: startMs + 2 * hour } as const;
  const silences = [{ match: {}, window, comment: "", definedAt: "argos.yaml:1" }];
  const read = await readTargetAvailability(
    { ...deps, notifications: () => ({ silences }) },
    { targetId: targets[0] ?? 0, period: "24h" },
  );
  expect(read?.accounts["24h"]).toMatchObject({ ok: 900, maintenance: 3600, critical: 0 });
  expect(read?.accounts["24h"].unknown).toBeGreaterThanOrEqual((3 * hour) / 1000 - 4500);
});

test("a site is as available as its least available target", async () => {
  await beginRollUp(database, now - 2 * hour);
  await store(0, every(now - 2 * hour, now));
  await store(1, every(now - 2 * hour, now - hour), { severity: "critical" });
  const read = await readSiteAvailability(deps, targets);
  expect(read?.accounts["30d"].critical).toBe(3600 + 900 - 300);
  expect(read?.targets.get(targets[0] ?? 0)?.["30d"].critical).toBe(0);
  expect(read?.targets.get(targets[2] ?? 0)?.["30d"]).toEqual(emptyAccount);
});

async function rollUp(hours: number): Promise<void> {
  for (let turn = 0; turn < hours; turn += 1) {
    if ((await rollUpNext(database, planned)) === "nothing") return;
  }
}

async function store(target: number, slots: readonly number[], overrides: Partial<NewResult> = {}): Promise<void> {
  const targetId = targets[target] ?? 0;
  await database.run((sql) =>
    insertResults(
      sql,
      slots.map((slot) => aResult({ targetId, slot: new Date(slot), ...overrides })),
    ),
  );
  await emptyTables(database, "rollup_late");
}

function every(fromMs: number, untilMs: number): number[] {
  return Array.from({ length: Math.ceil((untilMs - fromMs) / (5 * minute)) }, (_, n) => fromMs + n * 5 * minute);
}
