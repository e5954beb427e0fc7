import { expect, test } from "bun:test";
import fc from "fast-check";
import { severities } from "../../src/base/severity.ts";
import { coveredSeconds } from "../../src/checks/account.ts";
import { insertResults } from "../../src/store/results.ts";
import { rollUpHours } from "../../src/store/roll-up.ts";
import { aResult } from "../builders/result.ts";
import { accountModel, type ModelHistory, type ModelRun } from "../harness/account-model.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { listHourRows, makeMonth } from "../harness/rollups.ts";

const { database } = await testDatabase({ deadlineMs: 60_000 });

const day = new Date("2026-03-29T00:00:00Z");

const run: fc.Arbitrary<ModelRun> = fc.record({
  // Whole microseconds, which is what the database holds.
  second: fc.integer({ min: -4 * 3600 * 1000, max: 86_399_999 }).map((ms) => ms / 1000),
  severity: fc.constantFrom(...severities),
  believed: fc.boolean(),
  status: fc.constantFrom(200, 503, 0, null),
  totalMs: fc.integer({ min: 0, max: 60_000 }),
});

const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 86_400 }), { minLength: 0, maxLength: 6 }).map((edges) =>
  edges
    .sort((a, b) => a - b)
    .flatMap((fromSecond, index, all) => {
      const untilSecond = all[index + 1];
      return index % 2 === 1 || untilSecond === undefined ? [] : [{ fromSecond, untilSecond }];
    }),
);

const history: fc.Arbitrary<ModelHistory> = fc.record({
  runs: fc
    .uniqueArray(run, { maxLength: 40, selector: (one) => one.second })
    .map((runs) => runs.sort((a, b) => a.second - b.second)),
  holdSeconds: fc.constantFrom(90, 180, 900, 10_800, 200_000),
  cuts,
  endSecond: fc.constant(86_400),
});

test("hours and days come out as if each second were looked at by itself, whatever the history", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 1, maxLength: 20 }), async (histories) => {
      await store(histories);
      const targets = histories.map(({ holdSeconds, cuts }, index) => ({ targetId: index + 1, holdSeconds, cuts }));
      await database.transaction((tx) => rollUpHours(tx, { day, firstHour: 0, lastHour: 23 }, targets));
      const whole = await readBack(histories.length);
      expect(whole).toEqual(histories.map(expected));
      await emptyTables(database, "rollup_hour", "rollup_day");
      for (let hour = 0; hour < 24; hour += 1) {
        const ofHour = targets.map((one) => ({ ...one, cuts: within(one.cuts, hour) }));
        await database.transaction((tx) => rollUpHours(tx, { day, firstHour: hour, lastHour: hour }, ofHour));
      }
      expect(await readBack(histories.length)).toEqual(whole);
    }),
    { numRuns: 25 },
  );
});

/** What a target's history should come to: only hours that something is said of. */
function expected(one: ModelHistory) {
  return accountModel({ ...one, runs: kept(one) })
    .map((hour, index) => ({ index, ...hour, meanMs: single(hour.meanMs), maxMs: single(hour.maxMs) }))
    .filter((hour) => coveredSeconds(hour) > 0);
}

/** What is older than a result stands is not looked at, and so is no past. */
function kept({ runs, holdSeconds }: ModelHistory): readonly ModelRun[] {
  return runs.filter(({ second }) => second >= -holdSeconds);
}

function within(cuts: ModelHistory["cuts"], hour: number): ModelHistory["cuts"] {
  return cuts
    .map(({ fromSecond, untilSecond }) => ({
      fromSecond: Math.max(0, fromSecond - hour * 3600),
      untilSecond: Math.min(3600, untilSecond - hour * 3600),
    }))
    .filter((cut) => cut.untilSecond > cut.fromSecond);
}

async function store(histories: readonly ModelHistory[]): Promise<void> {
  await emptyTables(database, "result", "rollup_hour", "rollup_day", "rollup_late");
  await database.transaction(async (tx) => {
    await makeMonth(tx, day);
    const results = histories.flatMap(({ runs }, index) =>
      runs.map(({ second, ...run }) =>
        aResult({ ...run, targetId: index + 1, slot: new Date(day.getTime() + second * 1000) }),
      ),
    );
    await insertResults(tx, results);
  });
}

/** The hours of each of so many targets. */
async function readBack(targets: number) {
  const rows = Map.groupBy(await listHourRows(database), (row) => row.targetId);
  return Array.from({ length: targets }, (_, index) =>
    (rows.get(index + 1) ?? []).map(({ targetId: _id, hourAt, ...hour }) => ({
      index: (hourAt.getTime() - day.getTime()) / 3_600_000,
      ...hour,
      meanMs: single(hour.meanMs),
      maxMs: single(hour.maxMs),
    })),
  );
}

/** The database keeps times in single precision. */
function single(ms: number | null): number | null {
  return ms === null ? null : Math.fround(ms);
}
