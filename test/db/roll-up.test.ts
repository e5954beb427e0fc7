import { beforeEach, expect, test } from "bun:test";
import { loggerOf } from "../../src/base/log.ts";
import { coveredSeconds } from "../../src/checks/account.ts";
import { prepareResults } from "../../src/server/duties/all.ts";
import { type RollUpOptions, rollUpDuty, rollUpNext } from "../../src/server/duties/roll-up.ts";
import { insertResults, type NewResult } from "../../src/store/results.ts";
import { createRollupPartitions, dropRollups } from "../../src/store/rollup-partitions.ts";
import { manySites } from "../builders/configuration.ts";
import { aResult } from "../builders/result.ts";
import { databaseNowMs, testDatabase } from "../harness/database.ts";
import { listTasks, startAfresh, watch } from "../harness/queue.ts";
import { listDayRows, listHourRows, makeDay, makeMonth } from "../harness/rollups.ts";

const { database } = await testDatabase({ poolSize: 4, deadlineMs: 30_000, time: "slow" });

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const planned: Pick<RollUpOptions, "notifications"> = { notifications: () => ({ silences: [] }) };

/** Midnight of the last day that is over for ten minutes, and the first hour that is not. */
let yesterday: number;
let dueUntil: number;
let targets: number[];

beforeEach(async () => {
  await startAfresh(database);
  dueUntil = Math.floor(((await databaseNowMs(database)) - 10 * minute) / hour) * hour;
  yesterday = Math.floor(dueUntil / day) * day - day;
  await database.transaction(async (tx) => {
    for (const days of [-1, 0]) {
      await makeDay(tx, new Date(yesterday + days * day));
      await makeMonth(tx, new Date(yesterday + days * day));
    }
  });
  await watch(database, manySites(3, { intervalMs: 5 * minute }));
  targets = (await listTasks(database)).map((one) => one.taskId);
});

test("each hour that is over is rolled up once, the first one with the first result", async () => {
  await store(0, every(5 * minute, yesterday + 90 * minute, dueUntil));
  await rollUpAll();
  const hours = await listHourRows(database);
  expect(hours.map((one) => one.hourAt.getTime())).toEqual(range(yesterday + hour, dueUntil, hour));
  expect(hours[0]).toMatchObject({ targetId: targets[0], ok: 1800, unknown: 0, answers: 6 });
  expect(hours.slice(1).every((one) => one.ok === 3600 && one.answers === 12)).toBe(true);
  const [whole, ...others] = await listDayRows(database);
  expect(others).toEqual([]);
  expect(whole).toMatchObject({ ok: 86_400 - 90 * 60, critical: 0, unknown: 0, answers: 270, meanMs: 100, maxMs: 100 });
});

test("the seconds of a day come to all of it, whatever happened, from the first result on", async () => {
  await store(0, every(5 * minute, yesterday + 90 * minute, yesterday + 4 * hour));
  await store(0, every(7 * minute, yesterday + 12 * hour, yesterday + 13 * hour), { severity: "critical" });
  await store(1, [yesterday]);
  await rollUpAll();
  const days = await listDayRows(database);
  expect(days.map(coveredSeconds)).toEqual([86_400 - 90 * 60, 86_400]);
  expect(days[1]).toMatchObject({ ok: 15 * 60, unknown: 86_400 - 15 * 60 });
});

test("a target of which nothing was ever heard has no row, and one that is unheard for long goes on as unknown", async () => {
  await store(0, [yesterday + 5 * minute]);
  await rollUpAll();
  const hours = await listHourRows(database);
  expect(new Set(hours.map((one) => one.targetId))).toEqual(new Set(targets.slice(0, 1)));
  expect(hours.at(-1)).toMatchObject({ unknown: 3600, ok: 0, answers: 0, meanMs: null, maxMs: null });
});

test("what an agent said that is not believed is unknown", async () => {
  await store(0, [yesterday], { believed: true });
  await store(0, every(5 * minute, yesterday + 5 * minute, yesterday + hour), {
    believed: false,
    severity: "critical",
  });
  await rollUpAll();
  expect((await listHourRows(database))[0]).toMatchObject({ ok: 300, unknown: 3300, critical: 0, answers: 1 });
});

test("rolling up the same hours again changes nothing", async () => {
  await store(0, every(5 * minute, yesterday + 90 * minute, yesterday + 20 * hour));
  await store(1, every(5 * minute, yesterday + 10 * hour, dueUntil), { severity: "critical" });
  await rollUpAll();
  const before = [await listHourRows(database), await listDayRows(database)];
  await database.run((sql) => sql`update rollup_progress set hour = ${new Date(yesterday)}, after_target = 0`);
  await rollUpAll();
  expect([await listHourRows(database), await listDayRows(database)]).toEqual(before);
});

test("a server that dies half way leaves nothing half done, and two at once do nothing twice", async () => {
  await store(0, every(5 * minute, yesterday, dueUntil));
  await step();
  const before = await progressNow();
  const lost = new Error("the server was killed");
  const dying = database.transaction(async (tx) => {
    const killed = { ...database, transaction: <T>(work: (sql: typeof tx) => Promise<T>) => work(tx) };
    await rollUpNext(killed, planned);
    throw lost;
  });
  await expect(dying).rejects.toBe(lost);
  expect(await progressNow()).toEqual(before);
  await Promise.all([rollUpAll(), rollUpAll(), rollUpAll()]);
  expect((await listDayRows(database)).map((one) => one.ok)).toEqual([86_400]);
  expect(await progressNow()).toEqual({ hour: new Date(dueUntil), afterTarget: 0 });
});

test("a result that comes after its hour was rolled up is counted in its day, and the time after it in the next", async () => {
  await store(0, [yesterday]);
  await rollUpAll();
  expect((await listDayRows(database))[0]).toMatchObject({ ok: 900, unknown: 85_500 });
  await store(0, [yesterday + 12 * hour, yesterday + day - minute], { severity: "critical" });
  await rollUpAll();
  const [first] = await listDayRows(database);
  expect(first).toMatchObject({ ok: 900, critical: 960, unknown: 86_400 - 1860, answers: 3 });
  const today = (await listHourRows(database)).find((one) => one.hourAt.getTime() === yesterday + day);
  if (dueUntil > yesterday + day) expect(today).toMatchObject({ critical: 840 });
  const [late] = await database.run((sql) => sql`select count(*)::int as n from rollup_late`);
  expect(late).toEqual({ n: 0 });
});

test("maintenance of the database and of the configuration is cut out of the sites it is about", async () => {
  await store(0, every(5 * minute, yesterday, dueUntil), { severity: "critical" });
  await store(1, every(5 * minute, yesterday, dueUntil));
  await database.run(
    (sql) => sql`
      insert into silence (kind, match, comment, created_by, starts_at, ends_at)
      values ('maintenance', '{"domain": "site0.test"}', '', 'root', ${at(2)}, ${at(4.5)}),
        ('silence', '{}', '', 'root', ${at(0)}, ${at(24)})`,
  );
  const window = { kind: "cron", pattern: "15 3 * * *", timeZone: "UTC", forMs: 2 * hour } as const;
  const silences = [{ match: { domain: "site0.*" }, window, comment: "", definedAt: "argos.yaml:9" }];
  await rollUpAll({ notifications: () => ({ silences }) });
  expect((await listDayRows(database)).map(({ critical, maintenance, ok }) => ({ critical, maintenance, ok }))).toEqual(
    [
      { critical: 86_400 - 11_700, maintenance: 11_700, ok: 0 },
      { critical: 0, maintenance: 0, ok: 86_400 },
    ],
  );
});

test("the duty goes on until nothing is due", async () => {
  await store(0, every(5 * minute, yesterday, dueUntil));
  const duty = rollUpDuty({ ...planned, clock: { monotonicMs: () => 0 }, log: loggerOf("test") });
  await duty.run(database);
  expect(await progressNow()).toEqual({ hour: new Date(dueUntil), afterTarget: 0 });
});

test("a turn of the duty begins nothing more when its time is up", async () => {
  await begin();
  let readings = 0;
  const clock = { monotonicMs: () => (readings++ < 7 ? 0 : 4000) };
  await rollUpDuty({ ...planned, clock, log: loggerOf("test") }).run(database);
  expect(await progressNow()).toEqual({ hour: new Date(yesterday + 2 * hour), afterTarget: 0 });
});

test("months are there from the oldest results to the next month, and are dropped when they are wholly too old", async () => {
  await prepareResults(database);
  expect(await database.transaction(createRollupPartitions)).toEqual([]);
  const names = await monthNames();
  const [, thisMonth, nextMonth] = [-1, 0, 1].map((months) => monthOf(months));
  expect(names).toEqual(expect.arrayContaining([`rollup_day_${thisMonth}`, `rollup_day_${nextMonth}`]));
  await database.run((sql) => sql`update rollup_progress set hour = now() - interval '100 days'`);
  await database.run(
    (sql) => sql`insert into rollup_progress (hour) values (now() - interval '100 days') on conflict do nothing`,
  );
  await database.transaction(createRollupPartitions);
  expect((await monthNames()).length).toBeGreaterThanOrEqual(names.length + 4);
  const dropped = await database.transaction((tx) => dropRollups(tx, { hourlyMs: day, dailyMs: 1000 * day }));
  expect(dropped.length).toBeGreaterThanOrEqual(2);
  expect(dropped.every((name) => name.startsWith("rollup_hour_"))).toBe(true);
  expect(await monthNames()).toContain(`rollup_hour_${thisMonth}`);
});

function monthOf(months: number): string {
  const today = new Date(yesterday + day);
  const first = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, 1));
  return first.toISOString().slice(0, 7).replace("-", "");
}

async function monthNames(): Promise<string[]> {
  const rows = await database.run(
    (sql) => sql<{ name: string }[]>`
      select relname as name
      from pg_class
      where relname ~ '^rollup_(hour|day)_[0-9]{6}$'
        and relkind = 'r'
      order by relname`,
  );
  return rows.map((one) => one.name);
}

function at(hours: number): Date {
  return new Date(yesterday + hours * hour);
}

/** Rolls up from yesterday on: the days before are empty. */
async function begin(): Promise<void> {
  const hour = new Date(yesterday);
  await database.run((sql) => sql`insert into rollup_progress (hour) values (${hour}) on conflict do nothing`);
}

async function step(): Promise<string> {
  await begin();
  return await rollUpNext(database, planned);
}

async function rollUpAll(options = planned): Promise<void> {
  await begin();
  for (let turn = 0; turn < 100; turn += 1) {
    if ((await rollUpNext(database, options)) === "nothing") return;
  }
  throw new Error("rolling up does not end");
}

async function progressNow() {
  const [row] = await database.run(
    (sql) =>
      sql<{ hour: Date; afterTarget: number }[]>`select hour, after_target as "afterTarget" from rollup_progress`,
  );
  return row;
}

async function store(target: number, slots: readonly number[], overrides: Partial<NewResult> = {}): Promise<void> {
  const targetId = targets[target] ?? 0;
  await database.run((sql) =>
    insertResults(
      sql,
      slots.map((slot) => aResult({ targetId, slot: new Date(slot), ...overrides })),
    ),
  );
}

function every(stepMs: number, fromMs: number, untilMs: number): number[] {
  return range(fromMs, untilMs, stepMs);
}

function range(fromMs: number, untilMs: number, stepMs: number): number[] {
  return Array.from({ length: Math.ceil((untilMs - fromMs) / stepMs) }, (_, index) => fromMs + index * stepMs);
}
