import { beforeAll, expect, test } from "bun:test";
import { readCertificates, readFleet } from "../../src/server/read/certificates.ts";
import { readSites } from "../../src/server/read/sites.ts";
import { type SitesAsked, sitesWanted } from "../../src/server/sites-asked.ts";
import { offerLabels } from "../../src/store/site-labels.ts";
import { storeFarm } from "../builders/farm.ts";
import { testDatabase } from "../harness/database.ts";
import { readsOf } from "../harness/reads.ts";

const { database } = await testDatabase({ poolSize: 2, deadlineMs: 60_000 });

/** Far more than any list may read. */
const sites = 20_000;
const counters = ["certificate_count", "renewal_count"];

beforeAll(async () => {
  await storeFarm(database, sites);
  await database.transaction(
    async (tx) => {
      await tx`
        update site
        set labels = jsonb_build_object('team', case id % 2 when 0 then 'web' else 'shop' end, 'customer', 'c' || id % 2000),
            search_text = search_text || ' c' || id % 2000`;
      await tx`
        insert into certificate (target_id, fingerprint, issuer, subject, not_before, not_after)
        select
          id, 'f' || id, case id % 2 when 0 then 'CN=A' else 'CN=B' end, '', now() - interval '30 days',
          now() + make_interval(secs => id * 60)
        from target`;
    },
    { deadlineMs: 60_000 },
  );
  await database.session((sql) => sql`vacuum analyze`);
  await database.run((sql) => sql`select gin_clean_pending_list('site_search')`);
});

/** What a list is asked for, and how many rows and index entries of all tables it may read at most. */
const lists: readonly (readonly [asked: Partial<SitesAsked>, rowsMax: number])[] = [
  [{}, 2_000],
  [{ order: "worst" }, 3_000],
  [{ search: "example" }, 5_000],
  [{ search: "nothing" }, 6_000],
  [{ search: "nothing", order: "worst" }, 6_000],
  [{ search: "00012" }, 6_000],
  [{ search: "ex", order: "worst" }, 3_000],
  [{ severity: "critical" }, 4_000],
  [{ severity: "not-ok", order: "worst" }, 7_000],
  [{ severity: "ok" }, 8_000],
  [{ label: "team:web" }, 6_000],
  [{ label: "customer:c7", order: "worst" }, 300],
  [{ label: "team:web", severity: "unknown" }, 5_000],
  [{ label: "team:none" }, 100],
  [{ reason: "slow", order: "worst" }, 100],
  [{ reason: "wrong-status" }, 5_000],
  [{ search: "c77", label: "team:shop", severity: "warning", reason: "wrong-status", order: "worst" }, 10_000],
];

test.each(lists)("the list %j reads no table whole and at most %d rows", async (asked, rowsMax) => {
  const wanted = sitesWanted({ search: "", order: "name", ...asked }, { after: undefined, limit: 50 });
  const { wholeTables, rows } = await readsOf(database, async (sql) => {
    await readSites({ ...database, run: (query) => query(sql) }, wanted);
  });
  expect(wholeTables).toEqual([]);
  expect(rows).toBeLessThanOrEqual(rowsMax);
});

const certificateLists = [
  [{ words: [] }, 400],
  [{ words: [], issuer: "CN=A", withinDays: 7 }, 600],
  [{ words: [], issuer: "CN=none" }, 100],
  [{ words: ["example"] }, 4_000],
  [{ words: ["nothing"] }, 6_000],
  [{ words: ["zz"] }, 10_000],
  [{ words: ["00012"], issuer: "CN=B" }, 6_000],
] as const;

test.each(certificateLists)(
  "the certificates of %j are found in no whole table and at most %d rows",
  async (asked, rowsMax) => {
    const { wholeTables, rows } = await readsOf(database, async (sql) => {
      await readCertificates({ ...database, run: (query) => query(sql) }, { ...asked, limit: 50 });
    });
    expect(wholeTables).toEqual([]);
    expect(rows).toBeLessThanOrEqual(rowsMax);
  },
);

test("the numbers of the fleet come from counters and a sample", async () => {
  const { wholeTables, rows } = await readsOf(database, async (sql) => {
    await readFleet({ ...database, run: (query) => query(sql) });
  });
  expect(wholeTables.filter((table) => !counters.includes(table))).toEqual([]);
  expect(rows).toBeLessThanOrEqual(6_000);
});

test("labels are offered without reading them all", async () => {
  const { wholeTables, rows } = await readsOf(database, (sql) => offerLabels(sql, 200));
  expect(wholeTables).toEqual([]);
  expect(rows).toBeLessThanOrEqual(200);
});
