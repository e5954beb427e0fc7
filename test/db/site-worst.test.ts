import { expect, test } from "bun:test";
import type { Database } from "../../src/db/connect.ts";
import { aListedCheck, aListedSite, storeListedSites } from "../builders/listed-site.ts";
import { testDatabase } from "../harness/database.ts";

const { database } = await testDatabase({ poolSize: 8, deadlineMs: 30_000 });

const ok = aListedCheck({ severity: "ok", reason: "passed" });
const sites = Array.from({ length: 6 }, (_, index) =>
  aListedSite({ domain: `https://${index}.test`, targets: [[ok, ok], [ok]] }),
);

/** What is kept, and what looking at every check gives. */
async function keptAndSeen(db: Database) {
  return await db.run(async (sql) => {
    const kept = await sql`select site_id, domain, severity, since_at, check_id from site_worst order by site_id`;
    const seen = await sql`
      select
        site.id as site_id, site.domain, coalesce(worst.severity, 0)::smallint as severity, worst.since_at,
        worst.id as check_id
      from site
      left join lateral (
        select check_state.severity, check_state.since_at, check_state.id
        from target
        join check_state on check_state.target_id = target.id
        where target.site_id = site.id
          and check_state.severity > 0
        order by severity desc, since_at desc, check_state.id desc
        limit 1
      ) worst on true
      order by site.id`;
    return { kept: [...kept], seen: [...seen] };
  });
}

async function expectTruth(): Promise<void> {
  const { kept, seen } = await keptAndSeen(database);
  expect(kept).toEqual(seen);
}

test("the gravest check of each site is kept as checks change, come and go, and targets and sites with them", async () => {
  await storeListedSites(database, sites);
  const change = async (statement: string) => {
    await database.run((sql) => sql.unsafe(statement));
    await expectTruth();
  };
  await change("update check_state set severity = id % 4, since_at = now() - make_interval(secs => id % 7)");
  const { kept } = await keptAndSeen(database);
  expect(new Set(kept.map((one) => one.severity)).size).toBeGreaterThan(1);
  await change("update check_state set since_at = now() where id % 3 = 0");
  await change("update check_state set severity = 0 where severity = 3");
  await change(
    "insert into check_state (target_id, key, position, severity, reason) select id, 'new', 9, 3, 20 from target where id % 2 = 0",
  );
  await change("delete from check_state where key = 'new' and target_id % 4 = 0");
  await change("delete from target where id % 3 = 0");
  await change("update site set domain = domain || '.renamed' where id % 2 = 0");
  await change("delete from site where id % 5 = 0");
  await change("delete from target");
  expect((await keptAndSeen(database)).kept.every((one) => one.severity === 0)).toBe(true);
});

test("two who change checks of the same sites at the same time leave what is so, and never wait for each other in a ring", async () => {
  await storeListedSites(database, sites);
  const [bounds] = await database.run(
    (sql) => sql<{ first: number; last: number }[]>`select min(id) as first, max(id) as last from check_state`,
  );
  const { first = 0, last = 0 } = bounds ?? {};
  const checks = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const change = async (lane: number, turn: number) => {
    const mine = checks.filter((id) => id % 4 === lane);
    const severities = mine.map((id) => (id * 7 + turn * 3 + lane) % 4);
    await database.run(
      (sql) => sql`
        update check_state
        set severity = row.severity,
            since_at = now()
        from unnest(${mine}::int[], ${severities}::int[]) as row (id, severity)
        where check_state.id = row.id`,
    );
  };
  await Promise.all(
    Array.from({ length: 4 }, async (_, lane) => {
      for (let turn = 0; turn < 40; turn += 1) await change(lane, turn);
    }),
  );
  await expectTruth();
});
