import { beforeAll, expect, test } from "bun:test";
import { FormatRegistry } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { CertificateItem, CertificateSummary } from "../../src/contract/v1/certificate.ts";
import { pageSchema } from "../../src/contract/v1/fields.ts";
import { upsertCertificates } from "../../src/store/certificates.ts";
import { storeFarm } from "../builders/farm.ts";
import { aSeenCertificate } from "../builders/seen-certificate.ts";
import { testDatabase } from "../harness/database.ts";
import { mainOf, textOf } from "../harness/markup.ts";
import { openApp } from "../harness/pages.ts";

FormatRegistry.Set("date-time", (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text));

const { database } = await testDatabase();
const empty = await testDatabase();
const get = openApp(database);
const json = { accept: "application/json" };
const dayMs = 86_400_000;

/** 600 targets: renewals of ten a day are expected, and none has come. */
beforeAll(async () => {
  await storeFarm(database, 300);
  const targets = await database.run((sql) => sql<{ id: number }[]>`select id from target order by id`);
  const seen = targets.map(({ id }, index) => ({
    targetId: id,
    ...aSeenCertificate({
      fingerprint: index.toString(16).padStart(64, "0"),
      issuer: index % 3 === 0 ? "CN=It's <R11> & co" : index % 3 === 1 ? "CN=E6" : "CN=me",
      subject: index % 3 === 2 ? "CN=me" : `CN=name-${index}`,
      notAfterMs: Date.now() + (index - 5) * dayMs,
      notBeforeMs: Date.now() + (index - 95) * dayMs,
    }),
  }));
  await database.transaction((tx) => upsertCertificates(tx, seen));
});

/** The address of the next page; undefined on the last one. */
function nextOf(html: string): string | undefined {
  return /<a rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&");
}

test("before the first certificate the page says where they come from", async () => {
  const { text, status } = await openApp(empty.database)("/certificates");
  expect(status).toBe(200);
  expect(text).toContain("No certificate has been seen yet.");
  expect(mainOf(text)).not.toContain("<form");
});

test("the page counts by expiry and by issuer, and leads on from each number", async () => {
  const { text } = await get("/certificates");
  const words = textOf(text);
  expect(words).toContain("600 targets show a certificate;");
  expect(words).toContain("in 30 to 59 days 30");
  expect(words).toContain("CN=It's <R11> & co 200");
  expect(words).toContain("signed by itself 200");
  expect(text).toContain('href="/certificates?within=60"');
  expect(text).toContain('href="/certificates?issuer=self-signed"');
  expect(text.match(/<svg class="bar /g)?.length).toBe(8);
});

test("renewals that have stopped are said so, once some are seen no more", async () => {
  expect((await get("/certificates")).text).toContain("Renewals look dead");
  await database.run((sql) => sql`insert into renewal_count (hour, n) values (now(), 8)`);
  const { text } = await get("/certificates");
  expect(text).not.toContain("Renewals look dead");
  expect(text).toContain("Renewals look alive.");
  await database.run((sql) => sql`delete from renewal_count`);
});

test("a list that is filtered in every way keeps it in its form and on its pages, and leads to the targets", async () => {
  const path = `/certificates?${new URLSearchParams({ search: "SITE example", within: "90", issuer: "CN=E6" })}`;
  const first = await get(path);
  expect(first.text).toContain('value="SITE example"');
  expect(first.text).toMatch(/<option value="90" selected>|<option selected value="90">/);
  expect(first.text).toMatch(/<option value="CN=E6" selected>|<option selected value="CN=E6">/);
  expect(nextOf(first.text)).toBeUndefined();
  const ids = [...first.text.matchAll(/href="\/targets\/(\d+)"/g)].map((match) => Number(match[1]));
  const wanted = await database.run(
    (sql) => sql<{ id: number }[]>`
      select target_id as id from certificate
      where issuer = 'CN=E6' and not_after < date_trunc('day', now(), 'UTC') + interval '90 days'
      order by not_after`,
  );
  expect(ids).toEqual(wanted.map((one) => one.id));
  expect(ids.length).toBeGreaterThan(20);
});

test("following the next pages of the list and of the API meets each certificate once, the first to end first", async () => {
  const wanted = await database.run(
    (sql) => sql<{ id: number }[]>`select target_id as id from certificate where issuer = 'CN=E6' order by not_after`,
  );
  const ids = wanted.map((one) => one.id);
  const met: number[] = [];
  for (let path: string | undefined = "/certificates?issuer=CN%3DE6"; path !== undefined && met.length < 1000; ) {
    const { text } = await get(path);
    met.push(...[...text.matchAll(/href="\/targets\/(\d+)"/g)].map((match) => Number(match[1])));
    path = nextOf(text);
  }
  expect(met).toEqual(ids);
  const asked: number[] = [];
  for (let cursor: string | null = ""; cursor !== null && asked.length < 1000; ) {
    const query = cursor === "" ? "" : `&cursor=${cursor}`;
    const body: unknown = JSON.parse((await get(`/api/v1/certificates?issuer=CN%3DE6&limit=30${query}`, json)).text);
    const schema = pageSchema(CertificateItem);
    expect([...Value.Errors(schema, body)].map((one) => `${one.path} ${one.message}`)).toEqual([]);
    if (!Value.Check(schema, body)) throw new Error("no page");
    asked.push(...body.items.map((one) => one.target.id));
    cursor = body.nextCursor;
  }
  expect(asked).toEqual(ids);
});

test("nothing that matches leads back to all", async () => {
  const { text } = await get("/certificates?search=nowhere");
  expect(text).toContain("No certificate matches.");
  expect(text).toContain('<a href="/certificates">All certificates</a>');
});

test("the API's summary has exactly the documented shape, and its numbers add up", async () => {
  const body: unknown = JSON.parse((await get("/api/v1/certificates/summary", json)).text);
  expect([...Value.Errors(CertificateSummary, body)].map((one) => `${one.path} ${one.message}`)).toEqual([]);
  if (!Value.Check(CertificateSummary, body)) throw new Error("no summary");
  expect(body.expired + body.expiring.reduce((sum, one) => sum + one.count, 0)).toBe(600);
  expect(body.expiring.map((one) => one.withinDays)).toEqual([1, 7, 14, 30, 60, 90, null]);
  expect(body.renewals).toMatchObject({ lastDay: 0, state: "dead" });
  expect(body.issuers.find((one) => one.issuer === "")?.count).toBe(200);
});

test.each([
  ["/api/v1/certificates?cursor=abc", 400],
  ["/api/v1/certificates?within=-1", 422],
  ["/api/v1/certificates?within=many", 422],
  ["/api/v1/certificates?limit=0", 422],
])("%s is a problem with status %d", async (path, status) => {
  expect((await get(path, json)).status).toBe(status);
});
