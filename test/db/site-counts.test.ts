import { beforeEach, expect, test } from "bun:test";
import { countSites, findSiteCounts } from "../../src/store/site-counts.ts";
import { storeFarm } from "../builders/farm.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { openApp } from "../harness/pages.ts";

const { database } = await testDatabase();

const count = async () => await database.transaction(countSites);
const found = async () => await database.run(findSiteCounts);

beforeEach(() => emptyTables(database, "site", "site_count"));

test("before the first counting nothing is said", async () => {
  expect(await found()).toBeUndefined();
  expect(JSON.parse((await openApp(database)("/api/v1/summary")).text)).toMatchObject({ sites: null });
});

test("without any site all counts are nought", async () => {
  await count();
  expect(await found()).toEqual({ ok: 0, unknown: 0, warning: 0, critical: 0 });
});

test("each site counts once, by its worst check", async () => {
  await storeFarm(database, 1000);
  await count();
  const [naive] = await database.run(
    (sql) => sql<{ ok: number; unknown: number; warning: number; critical: number }[]>`
      select
        count(*) filter (where worst = 0)::int as ok,
        count(*) filter (where worst = 1)::int as unknown,
        count(*) filter (where worst = 2)::int as warning,
        count(*) filter (where worst = 3)::int as critical
      from (
        select max(check_state.severity) as worst
        from target
        join check_state on check_state.target_id = target.id
        group by target.site_id
      ) site`,
  );
  expect(naive?.critical).toBeGreaterThan(0);
  expect<unknown>(await found()).toEqual(naive);
  expect(JSON.parse((await openApp(database)("/api/v1/summary")).text)).toMatchObject({ sites: naive });
});

test("counting again after all is well leaves nothing behind", async () => {
  await storeFarm(database, 1000);
  await count();
  await database.run((sql) => sql`update check_state set severity = 0`);
  await count();
  expect(await found()).toEqual({ ok: 1000, unknown: 0, warning: 0, critical: 0 });
});
