import { beforeEach, describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { SeenCertificate } from "../../src/contract/agent.ts";
import { expiryBounds } from "../../src/server/read/certificates.ts";
import {
  compactCertificateCounts,
  countCertificates,
  findSharing,
  listIssuers,
} from "../../src/store/certificate-counts.ts";
import { upsertCertificates } from "../../src/store/certificates.ts";
import { aRunResult } from "../builders/run-result.ts";
import { aSeenCertificate } from "../builders/seen-certificate.ts";
import { aSite } from "../builders/site.ts";
import { acceptResults, believing } from "../harness/accept.ts";
import { certificateCounters, listAllCertificates, recountCertificates } from "../harness/certificate-list.ts";
import { testDatabase } from "../harness/database.ts";
import { enlist, leaseAs, listTasks, passTime, startAfresh, watch } from "../harness/queue.ts";

const { database } = await testDatabase({ deadlineMs: 30_000 });

const dayMs = 86_400_000;
const sites = Array.from({ length: 8 }, (_, index) =>
  aSite({
    domain: `https://${index}.${index % 2 === 0 ? "even" : "odd"}.test`,
    labels: index < 4 ? { team: "Été" } : {},
  }),
);
let paris = 0;

beforeEach(async () => {
  await startAfresh(database);
  await watch(database, sites);
  paris = await enlist(database, "paris");
});

/** Stores what some targets show, by their place in the list of tasks. */
async function show(seen: readonly (readonly [place: number, certificate: SeenCertificate])[]): Promise<void> {
  const tasks = await listTasks(database);
  const rows = seen.flatMap(([place, certificate]) => {
    const taskId = tasks[place]?.taskId;
    return taskId === undefined ? [] : [{ targetId: taskId, ...certificate }];
  });
  await database.transaction((tx) => upsertCertificates(tx, rows));
}

async function storedCertificates(): Promise<Record<string, unknown>[]> {
  return await database.run(
    (sql) => sql`
      select fingerprint, issuer, subject, previous_fingerprint as previous, renewed_at is not null as renewed
      from certificate
      order by target_id`,
  );
}

function fingerprint(number: number): string {
  return number.toString(16).padStart(64, "0");
}

describe("a result that tells of a certificate", () => {
  async function runAll(certificate: SeenCertificate, over: Parameters<typeof acceptResults>[3] = {}): Promise<void> {
    await passTime(database, 3600);
    const tasks = await leaseAs(database, paris);
    expect(tasks.length).toBe(sites.length);
    const runs = tasks.map((task) => aRunResult(task, { certificate }));
    const verdicts = await acceptResults(database, paris, runs.toReversed(), over);
    expect(new Set(verdicts.map((one) => one.disposition))).toEqual(new Set(["accepted"]));
  }

  test("stores it, once", async () => {
    await runAll(aSeenCertificate());
    await runAll(aSeenCertificate());
    const row = { fingerprint: "ab".repeat(32), issuer: "CN=Test Issuer", subject: "CN=example.org" };
    expect([...(await storedCertificates())]).toEqual(sites.map(() => ({ ...row, previous: null, renewed: false })));
  });

  test.each([
    ["from later", 1, true],
    ["from the same instant", 0, false],
    ["from earlier", -1, false],
  ])("another one that is valid %s (%d) is a renewal: %p", async (_name, laterMs, renewed) => {
    const first = aSeenCertificate();
    await runAll(first);
    await runAll({ ...first, fingerprint: fingerprint(2), notBeforeMs: first.notBeforeMs + laterMs });
    const [row] = await storedCertificates();
    expect(row).toMatchObject({ fingerprint: fingerprint(2), previous: first.fingerprint, renewed });
    const counts = await database.run((sql) => countCertificates(sql, expiryBounds));
    expect(counts).toMatchObject({ renewals: renewed ? sites.length : 0, total: sites.length });
  });

  test("changes nothing where its agent is not believed", async () => {
    const trust = believing({ othersAlive: true, standing: "isolated" });
    await runAll(aSeenCertificate(), { trust });
    expect([...(await storedCertificates())]).toEqual([]);
  });

  test("loses its certificate with its target, and the counters with it", async () => {
    await runAll(aSeenCertificate());
    await watch(database, sites.slice(0, 3));
    expect((await storedCertificates()).length).toBe(3);
    expect(await certificateCounters(database)).toMatchObject([{ issuer: "CN=Test Issuer", n: 3 }]);
  });
});

test("one that is signed by itself has no issuer", async () => {
  await show([[0, aSeenCertificate({ issuer: "CN=me", subject: "CN=me" })]]);
  expect((await storedCertificates())[0]).toMatchObject({ issuer: "", subject: "CN=me" });
});

/** A small world of certificates, on either side of today's midnight and of every bound. */
const someCertificate: fc.Arbitrary<SeenCertificate> = fc
  .record({
    number: fc.nat(5),
    issuer: fc.constantFrom("CN=A", "CN=B", "CN=example.org"),
    endsInDays: fc.constantFrom(-40, -1, 0, 1, 6, 7, 29, 30, 89, 90, 2000),
    lifetimeDays: fc.constantFrom(1, 6, 90, 5000),
  })
  .map(({ number, issuer, endsInDays, lifetimeDays }) => {
    const notAfterMs = Math.floor(Date.now() / dayMs) * dayMs + endsInDays * dayMs + 3_600_000;
    return aSeenCertificate({
      fingerprint: fingerprint(number),
      issuer,
      notAfterMs,
      notBeforeMs: notAfterMs - lifetimeDays * dayMs,
    });
  });

const someStep = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.tuple(fc.nat(7), someCertificate), { maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom("compact" as const, "remove" as const) },
);

test("after any history the counters say what counting says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(someStep, { maxLength: 8 }), async (steps) => {
      await watch(database, sites);
      for (const step of steps) {
        if (step === "compact") await database.transaction(compactCertificateCounts);
        else if (step === "remove") await watch(database, sites.slice(2));
        else await show([...new Map(step)]);
        expect(await certificateCounters(database)).toEqual(await recountCertificates(database));
      }
      await database.transaction(compactCertificateCounts);
      const [row] = await database.run((sql) => sql`select count(*)::int as rows from certificate_count`);
      expect(row?.rows).toBe((await recountCertificates(database)).length);
    }),
    { numRuns: 40 },
  );
});

test("every combination of filters gives what looking at every certificate gives", async () => {
  const someAsked = fc.record({
    words: fc.constantFrom([], ["even"], ["odd", "test"], ["ete"], ["4."], ["nothing"]),
    issuer: fc.option(fc.constantFrom("CN=A", "", "CN=example.org"), { nil: undefined }),
    withinDays: fc.option(fc.constantFrom(0, ...expiryBounds), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(fc.nat(7), someCertificate), { selector: ([place]) => place }),
      fc.array(someAsked, { minLength: 6, maxLength: 6 }),
      fc.integer({ min: 1, max: 3 }),
      async (seen, questions, limit) => {
        await database.run((sql) => sql`delete from certificate`);
        await show(seen);
        const all = await listAllCertificates(database, { words: [], limit: 100 });
        expect(all.length).toBe(seen.length);
        expect(all.map((one) => one.notAfter.getTime())).toEqual(
          all.map((one) => one.notAfter.getTime()).toSorted((a, b) => a - b),
        );
        const midnightMs = Math.floor(Date.now() / dayMs) * dayMs;
        for (const { words, issuer, withinDays } of questions) {
          const expected = all.filter(({ domain, notAfter, issuer: its }) => {
            const team = sites.find((site) => site.domain === domain)?.labels.team === undefined ? "" : "ete";
            const untilMs = withinDays === 0 ? Date.now() : midnightMs + (withinDays ?? 0) * dayMs;
            return (
              words.every((word) => domain.includes(word) || word === team) &&
              (issuer === undefined || its === issuer) &&
              (withinDays === undefined || notAfter.getTime() < untilMs)
            );
          });
          const met = await listAllCertificates(database, { words, issuer, withinDays, limit });
          expect(met.map((one) => one.targetId)).toEqual(expected.map((one) => one.targetId));
        }
      },
    ),
    { numRuns: 30 },
  );
});

test("the groups by expiry and the issuers are what the list has", async () => {
  const startMs = Math.floor(Date.now() / dayMs) * dayMs;
  const endsMs = [
    startMs - dayMs,
    Date.now() - 1,
    startMs + dayMs - 1,
    ...expiryBounds.map((days) => startMs + days * dayMs),
  ];
  const tasks = await listTasks(database);
  expect(tasks.length).toBe(8);
  const ends = endsMs.slice(0, 8);
  await show(
    ends.map((notAfterMs, place) => [place, aSeenCertificate({ notAfterMs, issuer: place < 5 ? "CN=A" : "CN=B" })]),
  );
  const { buckets, total } = await database.run((sql) => countCertificates(sql, expiryBounds));
  expect(buckets).toEqual([2, 1, 1, 1, 1, 1, 1, 0]);
  expect(total).toBe(8);
  expect([...(await database.run((sql) => listIssuers(sql, 10)))]).toEqual([
    { issuer: "CN=A", count: 5, soon: 5 },
    { issuer: "CN=B", count: 3, soon: 1 },
  ]);
  expect((await database.run((sql) => listIssuers(sql, 1))).length).toBe(1);
});

test("renewals are expected at two thirds of each life, not of what has expired", async () => {
  const lives = [90, 90, 6, 5000];
  await show([
    ...lives.map((days, place) => {
      const notAfterMs = Date.now() + 5 * dayMs;
      return [place, aSeenCertificate({ notAfterMs, notBeforeMs: notAfterMs - days * dayMs })] as const;
    }),
    [4, aSeenCertificate({ notAfterMs: Date.now() - 2 * dayMs })],
  ]);
  const { expectedRenewals } = await database.run((sql) => countCertificates(sql, expiryBounds));
  expect(expectedRenewals).toBeCloseTo(1 / 60 + 1 / 60 + 1 / 4 + 1 / (1096 * (2 / 3)), 6);
});

test("renewals of more than a day ago do not count, and are forgotten", async () => {
  await database.run(
    (sql) => sql`
      insert into renewal_count (hour, n)
      select date_trunc('hour', now()) - make_interval(hours => hours), 1
      from unnest(array[0, 23, 25, 47, 49]) as hours`,
  );
  await database.transaction(compactCertificateCounts);
  expect((await database.run((sql) => countCertificates(sql, expiryBounds))).renewals).toBe(2);
  const [row] = await database.run((sql) => sql`select sum(n)::int as n from renewal_count`);
  expect(row?.n).toBe(4);
});

test.each([
  ["none", [], 1],
  ["all different", [1, 2, 3], 1],
  ["one for all", [1, 1, 1, 1], 4],
  ["one for three and one alone", [1, 1, 1, 2], 2.5],
])("targets share their certificate as is told of %s", async (_name, numbers, sharing) => {
  await show(numbers.map((number, place) => [place, aSeenCertificate({ fingerprint: fingerprint(number) })]));
  expect(await database.run((sql) => findSharing(sql, 100))).toBe(sharing);
});
