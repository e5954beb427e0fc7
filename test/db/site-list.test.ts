import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { severities } from "../../src/base/severity.ts";
import type { SitesAsked } from "../../src/server/sites-asked.ts";
import { sitesWanted } from "../../src/server/sites-asked.ts";
import { driversOf, type SiteDriver } from "../../src/store/site-driver.ts";
import { findLabel } from "../../src/store/site-labels.ts";
import { countMatches, findByName } from "../../src/store/sites-by-name.ts";
import { countTroubled, findByTrouble } from "../../src/store/sites-by-trouble.ts";
import { aListedCheck, aListedSite, type ListedSite, storeListedSites } from "../builders/listed-site.ts";
import { testDatabase } from "../harness/database.ts";
import { expectedDomains, listDomains } from "../harness/site-list.ts";

const { database } = await testDatabase({ deadlineMs: 30_000 });

const reasons = ["wrong-status", "slow", "timeout"] as const;
const labelNames = ["team", "a:b"] as const;
const labelValues = ["web", "Paris Sud", "b:web"] as const;
const hosts = ["example.org", "shop.example.org", "xn--bcher-kva.example", "a-b.test", "zürich.test", "127.0.0.1:8443"];

/** Ages differ, as microseconds do: which of two equals comes first is settled by ids. */
const aCheckOf = fc.record({
  severity: fc.constantFrom(...severities),
  reason: fc.constantFrom(...reasons),
  ageSeconds: fc.double({ min: 1, max: 1000, noNaN: true }).map((age) => Math.round(age * 1e6) / 1e6),
});
const someSites: fc.Arbitrary<ListedSite[]> = fc.array(
  fc.record({
    domain: fc
      .tuple(fc.constantFrom("http", "https"), fc.nat(9), fc.constantFrom(...hosts))
      .map(([scheme, number, host]) => `${scheme}://${number}.${host}`),
    labels: fc.dictionary(fc.constantFrom(...labelNames), fc.constantFrom(...labelValues)),
    targets: fc.array(fc.array(aCheckOf, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }),
  }),
  { maxLength: 12 },
);
const someAsked: fc.Arbitrary<SitesAsked> = fc.record({
  search: fc.constantFrom(
    "",
    "",
    "example",
    "ORG shop",
    "bücher",
    "BUCHER xn--",
    "a-b",
    "7.",
    "paris",
    "sud web",
    "nothing",
  ),
  severity: fc.option(fc.constantFrom("not-ok" as const, ...severities), { nil: undefined }),
  label: fc.option(fc.constantFrom("team:web", "team:Paris Sud", "a:b:web", "a:b:b:web", "team:", "x"), {
    nil: undefined,
  }),
  reason: fc.option(fc.constantFrom(...reasons), { nil: undefined }),
  order: fc.constantFrom("name", "worst"),
});

function distinct(sites: readonly ListedSite[]): ListedSite[] {
  const ages = new Set<number>();
  const byDomain = new Map(sites.map((one) => [one.domain, one]));
  return [...byDomain.values()].filter((site) => {
    const own = site.targets.flat().map((one) => one.ageSeconds);
    const isNew = new Set(own).size === own.length && own.every((age) => !ages.has(age));
    for (const age of own) ages.add(age);
    return isNew;
  });
}

test("every combination of filters and orders gives what looking at every site gives, whatever the size of a page", async () => {
  await fc.assert(
    fc.asyncProperty(
      someSites,
      fc.array(someAsked, { minLength: 12, maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (some, questions, limit) => {
        const sites = distinct(some);
        await storeListedSites(database, sites);
        for (const asked of questions) {
          const expected = expectedDomains(sites, asked);
          const counts: number[] = [];
          expect(await listDomains(database, asked, { limit, counts })).toEqual(expected);
          expect(new Set(counts)).toEqual(new Set([expected.length]));
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("whichever condition a page starts from, it finds the same, and as many are counted", async () => {
  await fc.assert(
    fc.asyncProperty(someSites, fc.array(someAsked, { minLength: 8, maxLength: 8 }), async (some, questions) => {
      const sites = distinct(some);
      await storeListedSites(database, sites);
      for (const asked of questions) await expectSameFromAll(sites, asked);
    }),
    { numRuns: 25 },
  );
});

/** Each way to the sites that the conditions offer. */
async function expectSameFromAll(sites: readonly ListedSite[], asked: SitesAsked): Promise<void> {
  const { label, filter: rest } = sitesWanted(asked, { after: undefined, limit: 100 });
  await database.run(async (sql) => {
    const filter = { ...rest, label: label === undefined ? undefined : await findLabel(sql, label) };
    const drivers: SiteDriver[] = ["walk", ...driversOf(filter)];
    const named = expectedDomains(sites, { ...asked, order: "name" });
    const isTrouble = filter.reason !== undefined || (filter.severity !== undefined && filter.severity !== "ok");
    const troubled = new Set<number>();
    for (const driver of drivers) {
      const found = await findByName(sql, { filter, driver, after: "", limit: 100 });
      expect(found?.rows.map((one) => one.domain)).toEqual(named);
      expect(await countMatches(sql, { filter, driver, max: 1000 })).toEqual({ count: named.length, isWhole: true });
      if (filter.severity === "ok") continue;
      const byTrouble = await findByTrouble(sql, { filter, driver, after: undefined, limit: 100 });
      const ids = (byTrouble?.rows ?? []).map((one) => one.id);
      troubled.add(Bun.hash.crc32(ids.join()));
      if (isTrouble) expect(ids.length).toBe(named.length);
    }
    expect(troubled.size).toBeLessThanOrEqual(1);
    if (isTrouble) expect((await countTroubled(sql, { filter, max: 1000 })).count).toBe(named.length);
  });
}

describe("while the sites change", () => {
  const numbered = Array.from({ length: 30 }, (_, index) => index);
  const steady = numbered.map((number) =>
    aListedSite({
      domain: `https://steady-${String(number).padStart(2, "0")}.test`,
      targets: [[aListedCheck({ severity: severities[number % 4] ?? "ok", ageSeconds: 100 + number })]],
    }),
  );

  test.each(["name", "worst"] as const)("pages in the order of %s show what did not change once", async (order) => {
    await storeListedSites(database, steady);
    let turn = 0;
    const between = async () => {
      turn += 1;
      const [severity, age] = [turn % 4, (turn * 17) % 200];
      await database.run(
        (sql) => sql`
          with fresh as (
            insert into site (domain, defined_at)
            values (${`https://steady-${turn % 30}-${turn}.test`}, 'argos.yaml:1')
            returning id
          ),
          target as (
            insert into target (
              site_id, key, method, url, family, spec, spec_digest, interval_seconds, retry_before_notification, defined_at
            )
            select id, 'fresh ' || ${turn}::int, 'GET', 'u', 0, '{}', 'd', 60, 0, 'argos.yaml:2' from fresh
            returning id
          )
          insert into check_state (target_id, key, position, severity, reason, since_at)
          select id, 'status-is', 0, ${severity}::int, 20, now() - make_interval(secs => ${age}::int) from target`,
      );
      await database.run((sql) => sql`delete from site where domain like ${`https://steady-%-${turn - 2}.test`}`);
      await database.run(
        (sql) => sql`
          update check_state set severity = (severity + 1) % 4, since_at = now()
          where target_id in (
            select target.id from target join site on site.id = target.site_id where domain like ${`https://steady-%-${turn - 1}.test`}
          )`,
      );
    };
    const asked = { search: "steady", order } as const;
    const met = await listDomains(database, asked, { limit: 3, between });
    const unchanged = met.filter((domain) => /steady-\d\d\.test/.test(domain));
    expect(unchanged).toEqual(expectedDomains(steady, asked));
    expect(turn).toBeGreaterThan(8);
  });
});

test("a label that both readings could name is the one that a site has", async () => {
  await storeListedSites(database, [aListedSite({ labels: { "a:b": "c" } })]);
  const asked = { search: "", order: "name" } as const;
  expect(await listDomains(database, { ...asked, label: "a:b:c" }, { limit: 5 })).toEqual(["https://example.org"]);
  expect(await listDomains(database, { ...asked, label: "a:b" }, { limit: 5 })).toEqual([]);
});

test("where sites have both readings of a label, the shorter name counts", async () => {
  await storeListedSites(database, [
    aListedSite({ domain: "https://long.test", labels: { "a:b": "c" } }),
    aListedSite({ domain: "https://short.test", labels: { a: "b:c" } }),
  ]);
  const asked = { search: "", order: "name", label: "a:b:c" } as const;
  expect(await listDomains(database, asked, { limit: 5 })).toEqual(["https://short.test"]);
});

test("labels are kept as sites come, change and go, but for those too long for an index", async () => {
  const labelRows = async () =>
    await database.run((sql) => sql`select name, value, domain from site_label order by name, value, domain`);
  const expected = (sites: readonly ListedSite[]) =>
    sites
      .flatMap(({ domain, labels }) => Object.entries(labels).map(([name, value]) => ({ name, value, domain })))
      .filter(({ value }) => value.length < 1900);
  const a = aListedSite({ domain: "https://a.test", labels: { team: "web", long: "x".repeat(2000) } });
  const b = aListedSite({ domain: "https://b.test", labels: { team: "web" } });
  await storeListedSites(database, [a, b]);
  expect([...(await labelRows())]).toEqual(expected([a, b]));
  await database.run((sql) => sql`update site set labels = '{"team": "shop"}' where domain = 'https://b.test'`);
  expect([...(await labelRows())]).toEqual(expected([{ ...b, labels: { team: "shop" } }, a]));
  await database.run((sql) => sql`delete from site where domain = 'https://a.test'`);
  expect([...(await labelRows())]).toEqual(expected([{ ...b, labels: { team: "shop" } }]));
});
