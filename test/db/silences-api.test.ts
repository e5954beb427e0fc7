import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { FormatRegistry, type TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { pageSchema } from "../../src/contract/v1/fields.ts";
import { ProblemDetails } from "../../src/contract/v1/problem.ts";
import { AcknowledgeReply, EndedSilences, SilenceItem } from "../../src/contract/v1/silence.ts";
import { storeIncident } from "../builders/stored-incident.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { apiToken } from "../harness/served.ts";
import { startApp } from "../harness/server.ts";

FormatRegistry.Set("date-time", (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text));

const { database } = await testDatabase();
const app = await startApp(database);
afterAll(() => app[Symbol.asyncDispose]());

const authorization = `Bearer ${apiToken}`;
const post = (path: string, body: object | string = {}) => app.ask(`/api/v1${path}`, body, { authorization });
const erase = (path: string) => app.ask(`/api/v1${path}`, undefined, { authorization, method: "DELETE" });
const get = (path: string) => app.ask(`/api/v1${path}`, undefined, { authorization: null });
const match = { domain: "https://example.org" };

beforeEach(async () => {
  await emptyTables(database, "silence");
});

/** The body, once it has exactly the documented shape. */
function shaped(schema: TSchema, { body }: { readonly body: unknown }): unknown {
  expect([...Value.Errors(schema, body)].map((one) => `${one.path} ${one.message}`)).toEqual([]);
  return body;
}

const idOf = (item: unknown) => Number(typeof item === "object" && item !== null ? Reflect.get(item, "id") : 0);
const itemsOf = (body: unknown): unknown[] =>
  typeof body === "object" && body !== null && "items" in body && Array.isArray(body.items) ? body.items : [];

describe("without a token of the API", () => {
  test.each([
    ["/silences", "POST"],
    ["/silences/1", "DELETE"],
    ["/maintenance/start", "POST"],
    ["/maintenance/end", "POST"],
    ["/incidents/1/acknowledge", "POST"],
  ])("%s (%s) is refused before anything else, and says what to configure", async (path, method) => {
    const others = [null, "Bearer wrong", "Bearer a-token-of-an-agent", `Basic ${apiToken}`] as const;
    for (const authorization of others) {
      for (const body of [undefined, "not json", { unknown: 1 }]) {
        if (method === "DELETE" && body !== undefined) continue;
        const answer = await app.ask(`/api/v1${path}`, body, { authorization, method });
        const isKnown = authorization === "Bearer a-token-of-an-agent";
        expect(answer.status).toBe(isKnown ? 403 : 401);
        expect(answer.headers.get("www-authenticate")).toBe(isKnown ? null : 'Bearer realm="argos api"');
        expect(shaped(ProblemDetails, answer)).toMatchObject({ detail: expect.stringContaining("service.api_tokens") });
      }
    }
    expect(itemsOf((await get("/silences")).body)).toEqual([]);
  });
});

test("a silence is made, listed and ended, each answer of the documented shape", async () => {
  const made = await post("/silences?by=cli:ada@server", { match, for: "2h", comment: "new disk" });
  expect(made.status).toBe(201);
  const item = shaped(SilenceItem, made);
  expect(item).toMatchObject({
    kind: "silence",
    match,
    comment: "new disk",
    createdBy: "cli:ada@server",
    endedBy: null,
  });
  expect(shaped(pageSchema(SilenceItem), await get("/silences"))).toEqual({ items: [item], nextCursor: null });
  const ended = await erase(`/silences/${idOf(item)}?by=bob`);
  expect(shaped(SilenceItem, ended)).toMatchObject({ id: idOf(item), endedBy: "bob" });
  expect(await erase(`/silences/${idOf(item)}?by=eve`)).toMatchObject({ status: 200, body: { endedBy: "bob" } });
  expect(itemsOf((await get("/silences?active=true")).body)).toEqual([]);
  expect(itemsOf((await get("/silences?active=false")).body)).toHaveLength(1);
});

test("who does not say who he is, goes by the name of the token", async () => {
  const made = await post("/silences", { match, for: "2h" });
  expect(made.body).toMatchObject({ createdBy: "service.api_tokens", comment: "" });
  const maintained = await post("/maintenance/start", { match });
  expect(maintained.body).toMatchObject({ createdBy: "service.api_tokens" });
  const ended = await erase(`/silences/${idOf(made.body)}?by=%20`);
  expect(ended.body).toMatchObject({ endedBy: "service.api_tokens" });
});

test("pages of the list meet each silence once", async () => {
  const made = [];
  for (let index = 0; index < 5; index += 1) made.unshift(idOf((await post("/silences", { match, for: "2h" })).body));
  const met = [];
  let cursor = "";
  for (let page = 0; page < 3; page += 1) {
    const { body } = await get(`/silences?limit=2${cursor}`);
    met.push(...itemsOf(body).map(idOf));
    cursor = typeof body === "object" && body !== null ? `&cursor=${String(Reflect.get(body, "nextCursor"))}` : "";
  }
  expect(met).toEqual(made);
  expect(cursor).toBe("&cursor=null");
});

test.each([
  [{ match }, 422, "for"],
  [{ for: "2h" }, 422, "match"],
  [{ match, for: "soon" }, 422, "not a duration"],
  [{ match, for: "367d" }, 422, "366d"],
  [{ match: {}, for: "2h" }, 422, "which sites"],
  [{ match: { domain: 1 }, for: "2h" }, 422, "/match/domain"],
  [{ match: { host: "x" }, for: "2h" }, 422, "/match/host"],
  [{ match: { labels: { a: 1 } }, for: "2h" }, 422, "/match/labels/a"],
  [{ match, for: "2h", until: "x" }, 422, "/until"],
  [{ match, for: "2h", comment: "a".repeat(501) }, 422, "501 characters"],
  ["{", 400, "JSON"],
] as const)("%j is refused with %d: %s", async (body, status, said) => {
  const answer = await post("/silences", body);
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(shaped(ProblemDetails, answer)).toMatchObject({ detail: expect.stringContaining(said) });
});

test.each([
  ["/match/domain", { match: { domain: "a\u0000" } }],
  ["/match/domain", { match: { domain: "\ud800" } }],
  ["/match/domain", { match: { domain: [[{ toString: true }]] } }],
  ["/match/labels", { match: { labels: { "a\u0000": "b" } } }],
  ["/match/labels/a b", { match: { labels: { "a\nb": 7 } } }],
  ["/match/labels/a", { match: { labels: { a: "b\udc00" } } }],
  ["/match/labels/__proto__", JSON.parse('{"match":{"labels":{"__proto__":{"toString":true}}}}')],
  ["/comment", { match: { domain: "a" }, comment: "c\u0000" }],
  ["/for", { match: { domain: "a" }, for: "1h".padEnd(101) }],
])("a text that no database holds is refused by its field: %s", async (field, body) => {
  const { status, body: problem } = await post("/silences", { for: "2h", ...body });
  expect([status, problem]).toMatchObject([422, { errors: [{ field, reason: expect.stringMatching(/./) }] }]);
});

test("one too many is a conflict", async () => {
  await database.run(
    (sql) => sql`
      insert into silence (match, comment, created_by, ends_at)
      select '{"domain": "*"}', '', 'test', now() + interval '1 hour'
      from generate_series(1, 1000)`,
  );
  for (const path of ["/silences", "/maintenance/start"])
    expect((await post(path, { match, for: "2h" })).status).toBe(409);
});

test.each(["/silences/999999", "/silences/0", "/silences/abc", "/silences/9007199254740993"])(
  "ending %s finds nothing",
  async (path) => {
    expect((await erase(path)).status).toBe(path.endsWith("999999") ? 404 : 422);
  },
);

describe("maintenance", () => {
  test("lasts four hours unless told, is prolonged by another start, and ended by one end", async () => {
    const first = shaped(SilenceItem, await post("/maintenance/start", { match }));
    expect(first).toMatchObject({ kind: "maintenance", match });
    expect(lengthMs(first)).toBe(4 * 3_600_000);
    const longer = await post("/maintenance/start", { match, for: "5h" });
    expect(idOf(longer.body)).toBe(idOf(first));
    expect(lengthMs(longer.body)).toBeGreaterThan(5 * 3_600_000 - 1);
    const ended = shaped(EndedSilences, await post("/maintenance/end", { match }));
    expect(itemsOf(ended).map(idOf)).toEqual([idOf(first)]);
    expect(await post("/maintenance/end", { match })).toMatchObject({ status: 200, body: { items: [] } });
  });

  test("cannot be ended for nothing in particular", async () => {
    expect((await post("/maintenance/end", { match: {} })).status).toBe(422);
  });
});

describe("acknowledging", () => {
  test("tells whether it was the first, and is safe to repeat without a body", async () => {
    const path = `/incidents/${await storeIncident(database)}/acknowledge?by=ada`;
    const first = await app.ask(`/api/v1${path}`, undefined, { authorization, method: "POST" });
    expect(shaped(AcknowledgeReply, first)).toEqual({ outcome: "acknowledged" });
    expect((await post(path)).body).toEqual({ outcome: "already" });
  });

  test("one that is over is a conflict, one that is not there is not found", async () => {
    const closed = await storeIncident(database, { isClosed: true });
    expect((await post(`/incidents/${closed}/acknowledge`)).status).toBe(409);
    expect((await post("/incidents/999999/acknowledge")).status).toBe(404);
  });
});

test("a domain with a password is shown without it", async () => {
  const { body } = await post("/silences", { match: { domain: "https://user:hunter2@example.org" }, for: "2h" });
  expect(JSON.stringify([body, (await get("/silences")).body])).not.toContain("hunter2");
});

function lengthMs(item: unknown): number {
  const at = (name: string) =>
    Date.parse(String(typeof item === "object" && item !== null ? Reflect.get(item, name) : ""));
  return at("endsAt") - at("startsAt");
}
