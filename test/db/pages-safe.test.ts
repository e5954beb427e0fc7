import { beforeAll, describe, expect, test } from "bun:test";
import { type Story, secret, storeStory } from "../builders/story.ts";
import { testDatabase } from "../harness/database.ts";
import { foreignTags, tagsOf, textOf } from "../harness/markup.ts";
import { openApp } from "../harness/pages.ts";

const { database } = await testDatabase();
const get = openApp(database);

const hostile = [
  `<script>alert("1")</script>`,
  `"><img src=x onerror=alert(1)>`,
  `</title></textarea><svg/onload=alert(1)>`,
  `'-alert(1)-'`,
  `&lt;b&gt; &amp; {{7*7}}`,
  `javascript:alert(1)`,
] as const;

let ids: Story[];
let paths: string[];

beforeAll(async () => {
  ids = [];
  for (const [index, text] of hostile.entries()) {
    ids.push(await storeStory(database, text, index));
  }
  paths = [
    "/",
    "/sites",
    "/sites/999999",
    "/docs",
    "/incidents",
    "/notifications",
    "/availability",
    "/certificates",
    ...ids.flatMap(pagesOf),
  ];
});

function pagesOf({ siteId, targetId, incidentId, causeId }: Story): string[] {
  const lists = ["sent", "dead", "waiting"].map((state) => `/notifications?state=${state}`);
  return [
    `/sites/${siteId}`,
    `/targets/${targetId}`,
    `/incidents/${incidentId}`,
    `/incidents?cause=${causeId}`,
    ...lists,
  ];
}

describe("texts from outside", () => {
  test.each(hostile.map((text, index) => [text, index] as const))("%s is text on every page", async (text, index) => {
    const stored = ids[index] ?? { siteId: 0, targetId: 0, incidentId: 0, causeId: 0 };
    for (const path of [
      "/",
      "/sites",
      "/sites?sort=worst",
      "/certificates",
      "/incidents",
      "/notifications",
      ...pagesOf(stored),
      `/sites?search=${encodeURIComponent(text)}`,
      `/sites?search=nothing&label=${encodeURIComponent(`${text}:${text}`)}&reason=slow`,
      `/certificates?issuer=${encodeURIComponent(text)}`,
      `/certificates?search=${encodeURIComponent(text)}`,
      `/incidents?search=${encodeURIComponent(text)}`,
    ]) {
      const page = await get(path);
      expect(page.status).toBe(200);
      expect(textOf(page.text).toLowerCase()).toContain(text.toLowerCase());
      expect(foreignTags(page.text)).toEqual([]);
    }
  });
});

test("no page and no answer of the API shows a secret", async () => {
  const [first] = ids;
  const api = [
    "/sites",
    "/checks",
    "/incidents",
    "/causes",
    `/incidents/${first?.incidentId}`,
    `/sites/${first?.siteId}`,
    `/targets/${first?.targetId}`,
  ].map((path) => `/api/v1${path}`);
  for (const path of [...paths, ...api]) expect((await get(path)).text).not.toContain(secret);
  const { text } = await get(`/targets/${first?.targetId}`);
  expect(text).toContain("--header &#39;authorization: ***&#39;".replaceAll("&#39;", "'"));
  expect(text).toContain("--data-urlencode 'password=***'");
});

test("every page forbids scripts, frames and foreign content, and is not stored", async () => {
  for (const path of paths.filter((one) => one !== "/docs")) {
    const { headers } = await get(path);
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
  }
});

test.each([
  "/sites/999999",
  "/sites/0",
  "/sites/-1",
  "/sites/1e3",
  "/sites/2147483648",
  "/sites/abc",
  "/targets/999999",
  "/targets/99999999999999999999",
  "/nothing",
  "/assets/nothing.css",
])("%s is not found, and says so in a page", async (path) => {
  const { status, headers, text } = await get(path);
  expect(status).toBe(404);
  expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(text).toContain("There is no such page.");
});

test("a path that is not there is a problem to a program", async () => {
  const { status, headers } = await get("/nothing", { accept: "application/json" });
  expect(status).toBe(404);
  expect(headers.get("content-type")).toBe("application/problem+json");
});

test.each([
  "/incidents?cursor=abc",
  "/notifications?state=dead&cursor=abc",
  "/sites?cursor=abc",
  "/sites?sort=worst&cursor=abc",
  "/sites?cursor=eyJzZXZlcml0eSI6ImNyaXRpY2FsIiwic2luY2VUZXh0IjoiMjAyNi0wMS0wMSAwMDowMDowMCswMCIsImNoZWNrSWQiOjF9",
  "/certificates?cursor=abc",
  "/sites?cursor=eyJkb21haW4iOiIifQ",
  "/targets/1?cursor=abc",
])("%s is refused: the cursor is of no list", async (path) => {
  expect((await get(path)).status).toBe(400);
});

test("a search with control characters is refused, or finds nothing", async () => {
  expect((await get("/sites?search=%00%1f")).status).toBe(422);
  expect((await get("/sites?search=%1f")).status).toBe(200);
});

test("below a folder every address of a page begins with it", async () => {
  const inFolder = openApp(database, "/argos");
  for (const path of paths) {
    const { text } = await inFolder(path);
    const addresses = tagsOf(text).flatMap((tag) =>
      [...tag.matchAll(/ (?:href|src|action|data-document)="([^"]*)"/g)].map((match) => match[1] ?? ""),
    );
    expect(addresses.length).toBeGreaterThan(2);
    expect(addresses.filter((one) => !one.startsWith("/argos/") && one !== "#content")).toEqual([]);
  }
});

test("what a page loads may be kept for ever, and is not sent twice", async () => {
  const { text } = await get("/");
  const loaded = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? "");
  expect(new Set(loaded).size).toBe(3);
  for (const path of loaded) {
    const first = await get(path);
    expect(first.status).toBe(200);
    expect(first.text.length).toBeGreaterThan(100);
    expect(first.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const again = await get(path, { "if-none-match": first.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
    expect(again.text).toBe("");
  }
});
