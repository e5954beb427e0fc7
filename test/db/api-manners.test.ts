import { expect, test } from "bun:test";
import { storeTarget } from "../builders/stored-target.ts";
import { testDatabase } from "../harness/database.ts";
import { openApp } from "../harness/pages.ts";
import { apiToken } from "../harness/served.ts";
import { startApp } from "../harness/server.ts";

const { database } = await testDatabase();
const { siteId } = await storeTarget(database, {});

test("an answer that has not changed is not sent again", async () => {
  const get = openApp(database);
  const path = `/api/v1/sites/${siteId}`;
  const first = await get(path);
  const etag = first.headers.get("etag") ?? "";
  expect(etag).toMatch(/^W\/"[0-9a-z]+"$/);
  expect(first.headers.get("cache-control")).toBe("private, no-cache");
  for (const known of [etag, `"other", ${etag}`, "*"]) {
    const again = await get(path, { "if-none-match": known });
    expect(again).toMatchObject({ status: 304, text: "" });
    expect(again.headers.get("etag")).toBe(etag);
  }
  expect(await get(path, { "if-none-match": 'W/"other"' })).toMatchObject({ status: 200, text: first.text });
});

test("an answer that changed is sent, under another tag", async () => {
  const get = openApp(database);
  const before = (await get("/api/v1/sites")).headers.get("etag") ?? "";
  await storeTarget(database, { domain: "https://another.example.org" });
  const after = await get("/api/v1/sites", { "if-none-match": before });
  expect(after.status).toBe(200);
  expect(after.headers.get("etag")).not.toBe(before);
});

test("a refusal names each field that is wrong, and why", async () => {
  await using app = await startApp(database);
  const authorization = `Bearer ${apiToken}`;
  const answer = await app.ask("/api/v1/silences", { match: 7, for: "2h", extra: 1 }, { authorization });
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({
    errors: expect.arrayContaining([
      { field: "/extra", reason: expect.stringMatching(/./) },
      { field: "/match", reason: expect.stringMatching(/./) },
    ]),
  });
  const query = await app.ask("/api/v1/sites?limit=0");
  expect(query.body).toMatchObject({ errors: [{ field: "/limit", reason: expect.stringMatching(/./) }] });
});

test("who writes too often is told when to come again; others are not", async () => {
  await using app = await startApp(database);
  const end = async (authorization: string) =>
    await app.ask("/api/v1/silences/999999", undefined, { method: "DELETE", authorization });
  const statuses: number[] = [];
  for (let turn = 0; turn < 300; turn += 1) statuses.push((await end(`Bearer ${apiToken}`)).status);
  expect(new Set(statuses)).toEqual(new Set([404]));
  const refused = await end(`Bearer ${apiToken}`);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect((await app.ask("/api/v1/summary")).status).toBe(200);
  expect((await app.ask("/api/v1/agent/lease", {})).status).toBe(422);
});
