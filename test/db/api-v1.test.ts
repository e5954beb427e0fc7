import { beforeAll, describe, expect, test } from "bun:test";
import { FormatRegistry, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { TransitionItem, WorstCheckItem } from "../../src/contract/v1/check.ts";
import { pageSchema } from "../../src/contract/v1/fields.ts";
import { ProblemDetails } from "../../src/contract/v1/problem.ts";
import { ResultItem } from "../../src/contract/v1/result.ts";
import { SiteDetail, SiteList } from "../../src/contract/v1/site.ts";
import { AgentList, Summary } from "../../src/contract/v1/summary.ts";
import { TargetDetail } from "../../src/contract/v1/target.ts";
import { storeFarm } from "../builders/farm.ts";
import { storeTarget } from "../builders/stored-target.ts";
import { testDatabase } from "../harness/database.ts";
import { openApp } from "../harness/pages.ts";

FormatRegistry.Set("date-time", (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text));

const { database } = await testDatabase();
const get = openApp(database);
const json = { accept: "application/json" };
/** Slots a quarter of an hour apart, newest first. */
const slots = Array.from({ length: 45 }, (_, index) => new Date(Date.UTC(2026, 0, 2) - index * 900_000));
let ids: { readonly siteId: number; readonly targetId: number };

beforeAll(async () => {
  await storeFarm(database, 1000);
  ids = await storeTarget(database, { slots });
});

/** Some lists say more than every list. */
const anyPage = Type.Object(pageSchema(Type.Unknown()).properties);

/** A page of a list as a program reads it. */
async function list(path: string): Promise<{ readonly items: readonly unknown[]; readonly nextCursor: string | null }> {
  const { text, status } = await get(path, json);
  expect(status).toBe(200);
  const page: unknown = JSON.parse(text);
  if (!Value.Check(anyPage, page)) throw new Error(`${path} gave no page`);
  return page;
}

/** What `pick` finds in every item of every page. */
async function walk(path: string, pick: (item: unknown) => unknown): Promise<unknown[]> {
  const met: unknown[] = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && page < 100; page += 1) {
    const asked: string = cursor === "" ? path : `${path}${path.includes("?") ? "&" : "?"}cursor=${cursor}`;
    const { items, nextCursor } = await list(asked);
    met.push(...items.map(pick));
    cursor = nextCursor;
  }
  return met;
}

const field = (name: string) => (item: unknown) =>
  typeof item === "object" && item !== null ? Reflect.get(item, name) : undefined;

describe("each answer has exactly the documented shape:", () => {
  test.each([
    ["/summary", Summary],
    ["/agents", AgentList],
    ["/sites", SiteList],
    ["/sites?severity=critical&limit=200", SiteList],
    ["/sites?sort=worst&search=example&severity=not-ok&reason=wrong-status&label=a:b", SiteList],
    ["/sites/SITE", SiteDetail],
    ["/targets/TARGET", TargetDetail],
    ["/targets/TARGET/results", pageSchema(ResultItem)],
    ["/targets/TARGET/transitions", pageSchema(TransitionItem)],
    ["/checks", pageSchema(WorstCheckItem)],
  ] as const)("%s", async (path, schema) => {
    const asked = path.replace("SITE", String(ids.siteId)).replace("TARGET", String(ids.targetId));
    const { text, status, headers } = await get(`/api/v1${asked}`, json);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toStartWith("application/json");
    expect([...Value.Errors(schema, JSON.parse(text))].map((one) => `${one.path} ${one.message}`)).toEqual([]);
  });
});

test("the summary counts what is stored", async () => {
  const [row] = await database.run(
    (sql) => sql<{ critical: number }[]>`select count(*) as critical from check_state where severity = 3`,
  );
  const summary: unknown = JSON.parse((await get("/api/v1/summary", json)).text);
  expect(summary).toMatchObject({ checks: { critical: row?.critical }, dueTargets: 0, oldestDueMs: 0, agentsSeen: 1 });
});

test.each([["/sites"], ["/sites?severity=warning"], ["/sites?search=00"]])(
  "pages of %s meet each site once",
  async (path) => {
    const all = await walk(`/api/v1${path}${path.includes("?") ? "&" : "?"}limit=200`, field("id"));
    const few = await walk(`/api/v1${path}${path.includes("?") ? "&" : "?"}limit=7`, field("id"));
    expect(all.length).toBeGreaterThan(5);
    expect(new Set(all).size).toBe(all.length);
    expect(few).toEqual(all.slice(0, few.length));
  },
);

test.each([
  ["", 0],
  ["severity=critical&", 3],
  ["severity=unknown&", 1],
])(
  "pages of checks with %p meet each once, worst first, though many changed in the same microsecond",
  async (filter, severity) => {
    const wanted = await database.run(
      (sql) => sql<{ id: number }[]>`
        select id from check_state
        where severity > 0 and (${severity}::int = 0 or severity = ${severity}::int)
        order by severity desc, since_at desc, id desc`,
    );
    expect(await walk(`/api/v1/checks?${filter}limit=3`, field("id"))).toEqual(wanted.map((one) => one.id));
  },
);

test("pages of results meet each slot once, newest first", async () => {
  const path = `/api/v1/targets/${ids.targetId}/results?limit=10`;
  expect(await walk(path, field("slot"))).toEqual(slots.map((slot) => slot.toISOString()));
});

test.each([
  ["/api/v1/sites/999999", 404],
  ["/api/v1/targets/999999", 404],
  ["/api/v1/targets/999999/results", 404],
  ["/api/v1/targets/999999/transitions", 404],
  ["/api/v1/nothing", 404],
  ["/api/v1/sites?cursor=abc", 400],
  ["/api/v1/checks?cursor=eyJkb21haW4iOiJhIn0", 400],
  ["/api/v1/sites/abc", 422],
  ["/api/v1/sites/0", 422],
  ["/api/v1/sites?limit=0", 422],
  ["/api/v1/sites?limit=201", 422],
  ["/api/v1/sites?limit=many", 422],
  ["/api/v1/sites?severity=bad", 422],
  ["/api/v1/checks?severity=ok", 422],
])("%s is a problem with status %d", async (path, status) => {
  const answer = await get(path, json);
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(Value.Check(ProblemDetails, JSON.parse(answer.text))).toBe(true);
});

test.each([["/api/v1/sites?limit=1"], ["/api/v1/sites?limit=200"]])("%s is a page of that many", async (path) => {
  expect((await list(path)).items.length).toBe(Number(new URLSearchParams(path.split("?")[1]).get("limit")));
});
