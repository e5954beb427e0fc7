import { beforeAll, expect, test } from "bun:test";
import { FormatRegistry, type TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { SiteAvailabilityItem, TargetAvailabilityItem } from "../../src/contract/v1/availability.ts";
import { availabilityCsv } from "../../src/server/availability/csv.ts";
import { periodDays } from "../../src/server/availability/csv-wanted.ts";
import { storeFarm } from "../builders/farm.ts";
import { storeTarget } from "../builders/stored-target.ts";
import { testDatabase } from "../harness/database.ts";
import { openApp } from "../harness/pages.ts";
import { fillRollups } from "../harness/rollups.ts";
import { counted } from "../harness/statements.ts";

FormatRegistry.Set("date-time", (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text));

const { database } = await testDatabase();
const get = openApp(database);
const json = { accept: "application/json" };
const farmSites = 600;
const formula = '=HYPERLINK("http://evil.example")';
let ids: { readonly siteId: number; readonly targetId: number };

beforeAll(async () => {
  await storeFarm(database, farmSites);
  ids = await storeTarget(database, { domain: formula, labels: { team: "@asso", other: "a,b" }, slots: [] });
  await fillRollups(database, { days: 40, hourlyDays: 8 });
});

async function ask<Schema extends TSchema>(schema: Schema, path: string) {
  const { text, status } = await get(`/api/v1${path}`, json);
  expect(status).toBe(200);
  const body: unknown = JSON.parse(text);
  expect([...Value.Errors(schema, body)].map((one) => `${one.path} ${one.message}`)).toEqual([]);
  if (!Value.Check(schema, body)) throw new Error(`${path} has another shape`);
  return body;
}

test.each(["24h", "7d", "30d", "1y"])("a target tells of %s what its bars come to", async (period) => {
  const body = await ask(TargetAvailabilityItem, `/targets/3/availability?period=${period}`);
  expect(body.period).toBe(period);
  expect(body.bars.reduce((sum, bar) => sum + bar.seconds.ok, 0)).toBe(body.seconds.ok);
  expect(body.availability).toBeGreaterThan(0.9);
});

test("a site tells of its targets, and is as available as the least of them", async () => {
  const body = await ask(SiteAvailabilityItem, "/sites/20/availability?period=30d");
  expect(body.targets).toHaveLength(2);
  expect(body.availability).toBe(Math.min(...body.targets.map((one) => one.availability ?? 1)));
});

test.each([
  ["/targets/999999/availability", 404],
  ["/sites/999999/availability", 404],
  ["/targets/3/availability?period=2d", 422],
  ["/availability.csv?period=2d", 422],
  ["/availability.csv?from=2026-01-01", 422],
  ["/availability.csv?from=2026-01-02&to=2026-01-01", 422],
  ["/availability.csv?from=2026-01-01&to=2026-01-02&period=7d", 422],
  ["/availability.csv?label=team", 422],
])("%s is refused with %d, and says why", async (path, status) => {
  const answer = await get(`/api/v1${path}`, json);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.text)).toMatchObject({ status, detail: expect.stringMatching(/\w{3}/) });
});

test("the table has a row for each site, by domain, as a file to be kept by nobody", async () => {
  const { text, headers } = await get("/api/v1/availability.csv?period=30d");
  expect(headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
  expect(headers.get("content-disposition")).toMatch(/^attachment; filename="availability_[\d-]{10}_[\d-]{10}\.csv"$/);
  expect(headers.get("cache-control")).toBe("no-store");
  const lines = text.split("\r\n");
  expect(lines.pop()).toBe("");
  expect(lines).toHaveLength(farmSites + 2);
  expect(lines[0]).toBe(
    "domain,labels,availability_percent,up_seconds,down_seconds,unknown_seconds,maintenance_seconds,days",
  );
  const domains = lines.slice(2).map((line) => line.split(",")[0] ?? "");
  expect(domains).toEqual(domains.toSorted());
  for (const line of lines.slice(2)) {
    const [up = 0, down = 0, unknown = 0, maintenance = 0, days] = line.split(",").slice(3).map(Number);
    expect(days).toBe(30);
    expect(up + down + unknown + maintenance).toBe(30 * 86_400);
  }
});

test("what a site is called runs in no spreadsheet", async () => {
  const { text } = await get("/api/v1/availability.csv?label=team:@asso");
  const [, line, ...others] = text.split("\r\n");
  expect(others).toEqual([""]);
  expect(line).toStartWith(`"'=HYPERLINK(""http://evil.example"")","team:@asso other:a,b",`);
});

test.each([
  ["search=site-0001", 100],
  ["search=SITE-00011", 10],
  ["search=%25", 0],
  ["label=team:other", 0],
  ["label=&search=", farmSites + 1],
])("a table of %s has %d rows", async (query, rows) => {
  const { text } = await get(`/api/v1/availability.csv?${query}`);
  expect(text.split("\r\n")).toHaveLength(rows + 2);
});

test("a table is read as it is taken, so that whoever stops reading stops the work", async () => {
  const watched = counted(database);
  const wanted = { ...periodDays("30d", new Date()), search: "", label: undefined };
  const reader = (await availabilityCsv(watched.database, wanted)).getReader();
  const first = await reader.read();
  expect(new TextDecoder().decode(first.value).split("\r\n")).toHaveLength(252);
  const sent = watched.sent();
  expect(sent).toBeLessThanOrEqual(9);
  await reader.cancel();
  expect(watched.sent()).toBe(sent);
});

test("the page of a target draws its periods, and links to each of them", async () => {
  for (const [period, bars] of [
    ["24h", 24],
    ["30d", 30],
    ["1y", 53],
  ] as const) {
    const { text } = await get(`/targets/${ids.targetId}?period=${period}`);
    expect(text.match(/<rect /g)).toHaveLength(bars);
    expect(text).toContain(`href="/targets/${ids.targetId}?period=7d#availability"`);
    expect(text).not.toMatch(/NaN|undefined|Infinity| style=/);
    expect(new TextEncoder().encode(text).length).toBeLessThan(60_000);
  }
});

test("the page of a site has a line for itself and one for each target", async () => {
  const { text } = await get("/sites/3");
  expect(text.match(/<p class="availability">/g)).toHaveLength(3);
});

test("the page of availability tells the rules and offers the table", async () => {
  const { text, status } = await get("/availability");
  expect(status).toBe(200);
  expect(text).toContain('action="/api/v1/availability.csv"');
  expect(text).toContain("three intervals");
});
