import { beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../../src/db/connect.ts";
import { accessTable } from "../../src/server/auth/access.ts";
import { mayCall, type PublicPart } from "../../src/server/auth/caller.ts";
import { everyCaller, type TestCaller } from "../harness/callers.ts";
import { testDatabase } from "../harness/database.ts";
import { openServer, type TestServer } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none" });
const parts = ["none", "dashboard", "all"] as const satisfies readonly PublicPart[];
const routes = Object.keys(accessTable);

/** What the routes do with the database is counted; who asks is looked up elsewhere. */
const watched = watch(database);
const servers = new Map<PublicPart, TestServer>();
let callers: TestCaller[] = [];

beforeAll(async () => {
  for (const part of parts) {
    const settings = { unauthenticatedAccess: part };
    servers.set(part, openServer(database, { settings, routesDatabase: watched.database }));
  }
  callers = await everyCaller(database, openServer(database));
});

/** The letters of the table: reached always, where the dashboard is public too, only where all is, never. */
const letters: Readonly<Record<string, string>> = {
  "none dashboard all": "x",
  "dashboard all": "d",
  all: "a",
  "": "-",
};

test("who reaches which route is what the checked-in table says", async () => {
  const rows = [["route", ...callers.map((one) => one.name)]];
  for (const route of routes) {
    const row = [route];
    for (const caller of callers) row.push(await letterOf(route, caller));
    rows.push(row);
  }
  const table = readFileSync(join(import.meta.dir, "access-matrix.txt"), "utf8");
  expect(rows.map((row) => row.join(" ")).join("\n")).toBe(
    table
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/ {2,}/g, " "))
      .join("\n"),
  );
});

async function letterOf(route: string, caller: TestCaller): Promise<string> {
  const reached: PublicPart[] = [];
  for (const part of parts) {
    const allowed = mayCall(caller.is, accessTable[route] ?? "agent", part);
    const outcome = await ask(part, route, caller);
    expect([route, caller.name, part, outcome]).toEqual([
      route,
      caller.name,
      part,
      allowed ? "reached" : refused(caller),
    ]);
    if (outcome === "reached") reached.push(part);
  }
  return letters[reached.join(" ")] ?? "?";
}

function refused(caller: TestCaller): string {
  return caller.is.kind === "nobody" ? "401, nothing done" : "403, nothing done";
}

/** Whether the route was reached, or how it was refused and whether anything of it was done all the same. */
async function ask(part: PublicPart, route: string, caller: TestCaller): Promise<string> {
  const [method = "", pattern = ""] = route.split(" ");
  const path = pattern.replace(/:\w+/g, "1");
  const request = new Request(`http://localhost${path}`, {
    method,
    headers: caller.headers,
    ...(method === "GET" ? {} : { body: "{}" }),
  });
  const before = watched.calls();
  const response = await servers.get(part)?.handle(request);
  const text = (await response?.text()) ?? "";
  if (!text.includes('"detail":"this needs ')) return "reached";
  const isIdle = watched.calls() === before && !request.bodyUsed;
  return `${response?.status}, ${isIdle ? "nothing done" : "but something done"}`;
}

describe("an address written otherwise leads to no other permission", () => {
  test.each([
    ["GET", "/sites/"],
    ["GET", "//sites"],
    ["GET", "/sites//"],
    ["GET", "/./sites"],
    ["GET", "/Sites"],
    ["GET", "/%73ites"],
    ["GET", "/assets/..%2fsites"],
    ["GET", "/assets/%2e%2e/sites"],
    ["GET", "/sites%2f"],
    ["GET", "/sites;x=/assets/"],
    ["GET", "/sites?/assets/x.css"],
    ["HEAD", "/sites"],
    ["POST", "/sites"],
    ["PUT", "/api/v1/silences"],
    ["PATCH", "/api/v1/silences"],
    ["POST", "/api/v1/silences/"],
    ["OPTIONS", "/api/v1/silences"],
    ["GET", "/api/v1/../v1/audit"],
    ["GET", "/API/v1/audit"],
  ])("%s %s reaches nothing without a login", async (method, path) => {
    const request = new Request("http://localhost/", { method, headers: { "x-http-method-override": "GET" } });
    Object.defineProperty(request, "url", { value: `http://localhost${path}` });
    const before = watched.calls();
    const response = await servers.get("none")?.handle(request);
    expect([401, 404, 405]).toContain(response?.status ?? 0);
    expect(watched.calls()).toBe(before);
  });

  test("a method in a header makes nothing else of a request", async () => {
    const reader = callers.find((one) => one.name === "read");
    const headers = { ...reader?.headers, "x-http-method-override": "DELETE", "x-method-override": "DELETE" };
    const response = await servers.get("none")?.handle(new Request("http://localhost/api/v1/silences", { headers }));
    expect(response?.status).toBe(200);
  });
});

/** What a page of somebody else could send along with the cookie. */
const forgeries: readonly (readonly [string, Record<string, string>])[] = [
  ["no token", { "x-csrf-token": "" }],
  ["another token", { "x-csrf-token": "x".repeat(43) }],
  ["a foreign origin", { origin: "https://evil.example" }],
  ["a foreign site", { "sec-fetch-site": "cross-site" }],
  ["a sibling site", { "sec-fetch-site": "same-site" }],
  ["no origin", { origin: "null" }],
  ["JSON sent as text", { "content-type": "text/plain", origin: "https://evil.example" }],
];

describe("a cookie alone writes nothing", () => {
  const writes = routes.filter((route) => !route.startsWith("GET ") && !route.startsWith("POST /act/"));

  test.each(
    writes.flatMap((route) =>
      forgeries.map(([what, headers]): [string, string, Record<string, string>] => [route, what, headers]),
    ),
  )("%s with %s is refused, and nothing done", async (route, _what, headers) => {
    const administrator = callers.find((one) => one.name === "administrator");
    const [method = "", pattern = ""] = route.split(" ");
    const token = administrator?.headers["x-csrf-token"] ?? "";
    const isForeign = "origin" in headers || "sec-fetch-site" in headers;
    const request = new Request(`http://localhost${pattern.replace(/:\w+/g, "1")}`, {
      method,
      headers: { host: "localhost", ...administrator?.headers, ...headers },
      body: isForeign ? `csrf=${token}&name=x&password=y` : "csrf=&name=&password=",
    });
    const before = watched.calls();
    const response = await servers.get("none")?.handle(request);
    if (!isForeign && /^POST \/(?:login|setup)$/.test(route)) return expect(response?.status).not.toBe(303);
    // It sets a cookie of the visitor's own browser, and needs no session: only where the form stood counts.
    if (!isForeign && route === "POST /refresh") return expect(watched.calls()).toBe(before);
    expect([route, response?.status]).toEqual([route, 403]);
    expect(watched.calls()).toBe(before);
  });
});

/** A database that counts what it is asked to do. */
function watch(db: Database): { readonly database: Database; readonly calls: () => number } {
  let calls = 0;
  const counted: Database = {
    ...db,
    run: (query, options) => {
      calls += 1;
      return db.run(query, options);
    },
    transaction: (work, options) => {
      calls += 1;
      return db.transaction(work, options);
    },
  };
  return { database: counted, calls: () => calls };
}
