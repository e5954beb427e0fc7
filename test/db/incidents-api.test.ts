import { beforeAll, describe, expect, test } from "bun:test";
import { FormatRegistry, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { CauseItem } from "../../src/contract/v1/cause.ts";
import { pageSchema } from "../../src/contract/v1/fields.ts";
import { IncidentDetail, IncidentItem } from "../../src/contract/v1/incident.ts";
import { ProblemDetails } from "../../src/contract/v1/problem.ts";
import { anAnswerEvidence } from "../builders/evidence.ts";
import { storeDeed, storeIncident, storeOutage } from "../builders/incident.ts";
import { storeTarget } from "../builders/stored-target.ts";
import { testDatabase } from "../harness/database.ts";
import { openApp } from "../harness/pages.ts";

FormatRegistry.Set("date-time", (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text));

const { database } = await testDatabase();
const get = openApp(database);
const json = { accept: "application/json" };
const slot = new Date("2026-01-02T03:04:05Z");
let one: { readonly id: number; readonly causeId: number };
let targetId: number;

beforeAll(async () => {
  await storeOutage(database, { incidents: 400, causes: 5 });
  const [notBeforeMs, notAfterMs] = [Date.UTC(2026, 10, 1), Date.UTC(2027, 0, 30)];
  const evidence = anAnswerEvidence({
    url: "https://user:pass@example.org/?token=abc",
    redirects: ["https://u:p@a/"],
    chain: [{ subject: "CN=example.org", issuer: "CN=ca", fingerprint: "a".repeat(64), notBeforeMs, notAfterMs }],
  });
  ({ targetId } = await storeTarget(database, { slots: [slot], evidence }));
  one = await storeIncident(database, {
    subject: `target:${targetId}`,
    targetId,
    url: "https://user:pass@example.org/?token=abc",
    firstSlot: slot,
    labels: { owner: "asso-42" },
    cause: { value: "198.51.100.1" },
  });
  await storeDeed(database, { incidentId: one.id, kind: "acknowledged", actor: "cli:ada@desk", message: "" });
});

async function read(path: string): Promise<unknown> {
  const { text, status } = await get(`/api/v1${path}`, json);
  expect(status).toBe(200);
  return JSON.parse(text);
}

const anyPage = pageSchema(Type.Object({ id: Type.Integer() }));

/** The ids of every item of every page. */
async function walk(path: string): Promise<number[]> {
  const met: number[] = [];
  let cursor: string | null = "";
  for (let pages = 0; cursor !== null && pages < 200; pages += 1) {
    const page = await read(`${path}${cursor === "" ? "" : `&cursor=${cursor}`}`);
    if (!Value.Check(anyPage, page)) throw new Error(`${path} gave no page`);
    met.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor;
  }
  return met;
}

describe("each answer has exactly the documented shape:", () => {
  test.each([
    ["/incidents", pageSchema(IncidentItem)],
    ["/incidents?state=closed&limit=200", pageSchema(IncidentItem)],
    ["/incidents/ONE", IncidentDetail],
    ["/causes", pageSchema(CauseItem)],
  ] as const)("%s", async (path, schema) => {
    const answer = await read(path.replace("ONE", String(one.id)));
    expect([...Value.Errors(schema, answer)].map((error) => `${error.path} ${error.message}`)).toEqual([]);
  });
});

test.each([
  ["", "true"],
  ["severity=warning&", "severity = 2"],
  ["search=SITE-0001&", "domain like '%site-0001%'"],
  ["cause=2&", "cause_id = 2"],
  ["cause=2&severity=critical&search=00&", "cause_id = 2 and severity = 3 and domain like '%00%'"],
])("pages of open incidents with %p meet each once, worst first", async (filter, where) => {
  const wanted = await database.run(
    (sql) => sql<{ id: number }[]>`
      select id from incident where closed_at is null and ${sql.unsafe(where)}
      order by severity desc, opened_at desc, id desc`,
  );
  expect(wanted.length).toBeGreaterThan(5);
  expect(await walk(`/incidents?${filter}limit=7`)).toEqual(wanted.map((row) => row.id));
});

test.each([
  ["", "true"],
  ["severity=critical&", "worst_severity = 3"],
  ["search=site-0001&", "domain like '%site-0001%'"],
  ["cause=3&", "cause_id = 3"],
])("pages of closed incidents with %p meet each once, the last to end first", async (filter, where) => {
  const wanted = await database.run(
    (sql) => sql<{ id: number }[]>`
      select id from incident where closed_at is not null and ${sql.unsafe(where)} order by closed_at desc, id desc`,
  );
  expect(wanted.length).toBeGreaterThan(5);
  expect(await walk(`/incidents?${filter}state=closed&limit=7`)).toEqual(wanted.map((row) => row.id));
});

test("causes come with those of most open incidents first, each once, with their distinct sites", async () => {
  const wanted = await database.run(
    (sql) => sql<{ id: number }[]>`select id from cause where closed_at is null order by open_incidents desc, id desc`,
  );
  expect(await walk("/causes?limit=2")).toEqual(wanted.map((row) => row.id));
  const page = await read("/causes?limit=1");
  expect(page).toMatchObject({
    items: [{ kind: "address", value: "192.0.2.5", openIncidents: 40, sites: 40, severity: "critical" }],
  });
});

test("two targets of one site are one site of their cause", async () => {
  const shared = { cause: { value: "203.0.113.9" }, domain: "https://twice.example.org" };
  await storeIncident(database, { ...shared, subject: "target:9001" });
  const { causeId } = await storeIncident(database, { ...shared, subject: "target:9002", severity: "warning" });
  const { items } = pageOfItems(await read("/causes?limit=200"));
  expect(items.find((item) => item.id === causeId)).toMatchObject({
    openIncidents: 2,
    sites: 1,
    severity: "critical",
    domains: ["https://twice.example.org"],
  });
});

function pageOfItems(page: unknown) {
  if (!Value.Check(anyPage, page)) throw new Error("no page");
  return page;
}

test("an incident tells its events, who acted, what was seen, and no secret of a URL", async () => {
  const incident = await read(`/incidents/${one.id}`);
  expect(incident).toMatchObject({
    targetId,
    definedAt: "conf.d/asso.yml:214",
    labels: { owner: "asso-42" },
    acknowledgedBy: "cli:ada@desk",
    url: "https://***@example.org/?token=***",
    cause: { id: one.causeId, value: "198.51.100.1" },
    events: [
      { kind: "opened", actor: null },
      { kind: "acknowledged", actor: "cli:ada@desk" },
    ],
    evidence: {
      failure: {
        ...{ slot: slot.toISOString(), status: 503, url: "https://***@example.org/?token=***", reason: null },
        chain: [{ notBefore: "2026-11-01T00:00:00.000Z", notAfter: "2027-01-30T00:00:00.000Z" }],
      },
      recovery: null,
    },
  });
});

test("an incident outlives its target, without evidence", async () => {
  const { targetId: gone } = await storeTarget(database, { domain: "https://gone.example.org", slots: [slot] });
  const { id } = await storeIncident(database, { subject: `target:${gone}`, targetId: gone, firstSlot: slot });
  await database.run((sql) => sql`delete from target where id = ${gone}`);
  expect(await read(`/incidents/${id}`)).toMatchObject({
    targetId: null,
    siteId: null,
    evidence: { failure: null, recovery: null },
  });
});

test("agents say whether they are isolated and why", async () => {
  await database.run(
    (sql) => sql`update agent set isolated_at = now(), isolation = 'no canary answered' where name = 'paris-1'`,
  );
  expect(await read("/agents")).toMatchObject({
    items: [{ isolatedAt: expect.any(String), isolation: "no canary answered" }],
  });
});

test.each([
  ["/incidents/999999", 404],
  ["/incidents/0", 422],
  ["/incidents/abc", 422],
  ["/incidents?state=lasting", 422],
  ["/incidents?severity=bad", 422],
  ["/incidents?cause=x", 422],
  ["/incidents?cursor=abc", 400],
  ["/incidents?state=closed&cursor=eyJkb21haW4iOiJhIn0", 400],
  ["/causes?cursor=eyJkb21haW4iOiJhIn0", 400],
  ["/causes?limit=201", 422],
])("%s is a problem with status %d", async (path, status) => {
  const answer = await get(`/api/v1${path}`, json);
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(Value.Check(ProblemDetails, JSON.parse(answer.text))).toBe(true);
});

test("a cursor of open incidents is none of closed ones", async () => {
  const page = await read("/incidents?limit=1");
  const cursor = typeof page === "object" && page !== null ? Reflect.get(page, "nextCursor") : undefined;
  expect(cursor).toBeString();
  expect((await get(`/api/v1/incidents?state=closed&cursor=${cursor}`, json)).status).toBe(400);
});
