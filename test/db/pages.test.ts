import { beforeAll, describe, expect, test } from "bun:test";
import { storeFarm } from "../builders/farm.ts";
import { storeOutage } from "../builders/incident.ts";
import { testDatabase } from "../harness/database.ts";
import { type Get, openApp } from "../harness/pages.ts";
import { counted } from "../harness/statements.ts";

/** Bytes of the summary page at most, whatever the number of sites. */
const summaryBytesMax = 30_000;

const small = await testDatabase();
const aging = await testDatabase();
const large = await testDatabase();
const farm = counted(large.database);
let empty: string;
let get: Get;

beforeAll(async () => {
  empty = (await openApp(small.database)("/")).text;
  for (const { database } of [small, aging]) await storeFarm(database, 5);
  await storeFarm(large.database, 10_000);
  await storeOutage(small.database, { incidents: 8, causes: 2 });
  await storeOutage(large.database, { incidents: 10_000, causes: 100 });
  get = openApp(farm.database);
});

test("a new installation is told how to add sites and how to start an agent", () => {
  expect(empty).toContain("No site is watched yet.");
  expect(empty).toContain("status-is: 200");
  expect(empty).toContain("argos serve --with-agent");
});

test("sites that no agent looks after are shown with a way to start one", async () => {
  const { text } = await openApp(small.database)("/");
  expect(text).toContain("All 15 checks are ok");
  expect(text).toContain("No agent has called yet");
});

describe("the summary of 10,000 sites", () => {
  test("is small", async () => {
    const { text, status } = await get("/");
    expect(status).toBe(200);
    expect(new TextEncoder().encode(text).length).toBeLessThan(summaryBytesMax);
  });

  test("counts checks by severity, each a link to the sites that have it as their worst", async () => {
    const { text } = await get("/");
    const rows = await large.database.run(
      (sql) =>
        sql<{ severity: number; n: number }[]>`select severity, count(*) as n from check_state group by severity`,
    );
    expect(rows.length).toBe(4);
    for (const { severity, n } of rows) {
      const word = ["ok", "unknown", "warning", "critical"][severity];
      const number = new Intl.NumberFormat("en").format(n);
      expect(text).toContain(`href="/sites?severity=${word}"><strong>${number}</strong> ${word}`);
    }
  });

  test("lists the 20 worst, the gravest and then the latest first", async () => {
    const { text } = await get("/");
    const keys = await large.database.run(
      (sql) => sql<{ id: number }[]>`
        select target_id as id from check_state where severity > 0
        order by severity desc, since_at desc, id desc limit 20`,
    );
    const shown = [...text.matchAll(/href="\/targets\/(\d+)"/g)].map((match) => Number(match[1]));
    expect(shown).toEqual(keys.map((one) => one.id));
  });
});

test.each([
  "/",
  "/sites",
  "/sites?severity=critical",
  "/sites?search=0001",
  "/sites?search=0001&severity=not-ok&reason=wrong-status&label=team:web",
  "/certificates",
  "/certificates?search=0001&within=7",
  "/sites/3",
  "/targets/3",
  "/incidents",
  "/incidents?state=closed",
  "/incidents/3",
  "/notifications",
  "/silences",
  "/silences?state=over",
  "/agents",
  "/configuration",
])("%s asks the database as often with 10,000 sites as with 5", async (path) => {
  const few = counted(small.database);
  expect((await openApp(few.database)(path)).status).toBe(200);
  const before = farm.sent();
  expect((await get(path)).status).toBe(200);
  expect(farm.sent() - before).toBe(few.sent());
  expect(few.sent()).toBeGreaterThan(0);
  expect(few.sent()).toBeLessThanOrEqual(12);
});

test.each(["severity=critical", "severity=warning", "severity=unknown", "search=7777", "search=001&severity=ok"])(
  "following the next pages of %s meets each such site once, by domain",
  async (query) => {
    const asked = new URLSearchParams(query);
    const rank = ["ok", "unknown", "warning", "critical"].indexOf(asked.get("severity") ?? "");
    const wanted = await large.database.run(
      (sql) => sql<{ id: number }[]>`
        select site.id
        from site
        join target on target.site_id = site.id
        join check_state on check_state.target_id = target.id
        where strpos(domain, ${asked.get("search") ?? ""}) > 0
        group by site.id
        having ${rank}::int < 0 or max(severity) = ${rank}::int
        order by domain`,
    );
    const met: number[] = [];
    let path: string | undefined = `/sites?${query}`;
    for (let page = 0; path !== undefined && page < 100; page += 1) {
      const { text } = await get(path);
      met.push(...[...text.matchAll(/href="\/sites\/(\d+)"/g)].map((match) => Number(match[1])));
      path = /<a rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    }
    expect(wanted.length).toBeGreaterThan(0);
    expect(met).toEqual(wanted.map((one) => one.id));
  },
);

test.each([
  ["fresh", "4 min", "1 s", "The newest result is"],
  ["fresh", "1 s", "1 h", "The newest result is"],
  ["stale", "4 min", "5 min", "Stale"],
] as const)("the data is %s when the newest result is %s old and the agent was heard of %s ago", async (...row) => {
  const [kind, age, heard, words] = row;
  await aging.database.transaction(async (tx) => {
    await tx`delete from result_count`;
    await tx`insert into result_count (day, n, newest_at) values (current_date, 1, now() - ${age}::text::interval)`;
    await tx`
      insert into agent (name, instance, version, last_seen_at)
      values ('paris-1', 'a', '0.1.0', now() - ${heard}::text::interval)
      on conflict (name) do update set last_seen_at = excluded.last_seen_at`;
  });
  const { text } = await openApp(aging.database)("/");
  expect(text).toContain(`class="board ${kind}"`);
  expect(text).toContain(words);
});
