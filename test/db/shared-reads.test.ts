import { expect, test } from "bun:test";
import { systemClock } from "../../src/base/clock.ts";
import { accessTable } from "../../src/server/auth/access.ts";
import { nobody } from "../../src/server/auth/caller.ts";
import type { ServerDeps } from "../../src/server/deps.ts";
import { createReads } from "../../src/server/read/reads.ts";
import { storeFarm } from "../builders/farm.ts";
import { testDatabase } from "../harness/database.ts";
import { openApp } from "../harness/pages.ts";
import { counted } from "../harness/statements.ts";

const { database } = await testDatabase();
await storeFarm(database, 50);

/** An application that shares what it reads, with a clock that stands still until it is told. */
function open(over: Partial<ServerDeps> = {}) {
  let nowMs = 0;
  const farm = counted(database);
  const clock = { ...systemClock, monotonicMs: () => nowMs };
  const get = openApp(farm.database, "", {
    reads: createReads({ db: farm.database, clock, keepMs: 1000 }),
    ...over,
  });
  return {
    get,
    farm,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

const critical = async () =>
  await database.run((sql) => sql`update check_state set severity = 3, since_at = now() where id % 2 = 0`);

test.each([
  "/",
  "/sites?search=site-0000",
  "/incidents",
  "/certificates",
  "/agents",
  "/notifications",
  "/configuration",
  "/-/ready",
  "/api/severities",
  "/api/stats",
])("however many look at %s within a second, the database is asked once", async (path) => {
  const { get, farm, pass } = open();
  await get(path);
  const once = farm.sent();
  expect(once).toBeGreaterThan(0);
  await Promise.all([get(path), get(path), get(path)]);
  expect(farm.sent()).toBe(once);
  pass(1000);
  await get(path);
  expect(farm.sent()).toBe(2 * once);
});

const openRoutes = Object.entries(accessTable)
  .filter(([route, access]) => access === "open" && route.startsWith("GET "))
  .map(([route]) => route.slice("GET ".length));

test.each(openRoutes)(
  "strangers who ask for %s twenty times cost the database no more than one who asks",
  async (pattern) => {
    const { get, farm } = open({ identify: async () => nobody });
    const path = pattern.replace(":file", "1.svg").replace(/:\w+/g, "1");
    await get(path);
    const once = farm.sent();
    for (let turn = 0; turn < 20; turn += 1) await get(path);
    expect(farm.sent()).toBe(once);
  },
);

test.each(openRoutes)("%s is limited for each address, or reads memory alone", async (pattern) => {
  const { get, farm } = open({ identify: async () => nobody });
  const path = pattern.replace(":file", "1.svg").replace(/:\w+/g, "1");
  const statuses = new Set<number>();
  for (let turn = 0; turn <= 3000; turn += 1) statuses.add((await get(path)).status);
  expect(statuses.has(429) || farm.sent() <= 1).toBe(true);
});

test("different questions have different answers", async () => {
  const { get } = open();
  expect((await get("/sites?search=site-000001")).text).toContain("site-000001.example.org");
  expect((await get("/sites?search=site-000002")).text).not.toContain("site-000001.example.org");
});

test("who changes something sees at once how it is then", async () => {
  const { get } = open();
  expect((await get("/")).text).toContain("All 150 checks are ok");
  await critical();
  expect((await get("/")).text).toContain("All 150 checks are ok");
  const { status } = await get("/api/v1/targets/1/reschedule", { "content-type": "application/json" }, "POST");
  expect(status).toBeLessThan(300);
  expect((await get("/")).text).not.toContain("All 150 checks are ok");
});

test("what agents bring and what only looks has nothing read again", async () => {
  const { get, farm } = open();
  await get("/");
  const once = farm.sent();
  await get("/api/v1/agent/results", {}, "POST");
  await get("/-/healthy");
  const between = farm.sent();
  await get("/");
  expect(farm.sent()).toBe(between);
  expect(between).toBeGreaterThanOrEqual(once);
});
