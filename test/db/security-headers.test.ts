import { describe, expect, test } from "bun:test";
import { ArgosError } from "../../src/base/error.ts";
import type { Database } from "../../src/db/connect.ts";
import { createPageAssets } from "../../src/server/assets/assets.ts";
import { accessTable } from "../../src/server/auth/access.ts";
import { testDatabase } from "../harness/database.ts";
import { openServer } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none" });
const open = { unauthenticatedAccess: "all" } as const;
const server = openServer(database, { settings: open });

/** What every response has, and what the policy begins with. */
const wanted = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};
const policy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const scripts = "; script-src 'self'; connect-src 'self'";
const redocStyles =
  "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='";
/** The explorers' pages may run what the server has. */
const explorerPolicies: Readonly<Record<string, string>> = {
  "/docs": policy + scripts,
  "/redoc": policy.replace("style-src 'self'", redocStyles) + scripts,
};

/** The API's answers may be kept and are asked for again each time; everything else is not kept. */
function cachingOf(path: string): RegExp {
  if (path === "/openapi.json") return /^no-cache$/;
  if (path === "/feeds/incidents.atom") return /^private, no-store$/;
  return path.startsWith("/api/v1/") ? /^(?:no-store|private, no-cache)$/ : /^no-store$/;
}

function expectSafe(headers: Headers, wantedPolicy = policy): void {
  for (const [name, value] of Object.entries(wanted)) {
    if (name !== "referrer-policy") expect([name, headers.get(name)]).toEqual([name, value]);
  }
  // What a secret address leads to says less than other pages, never more.
  expect(["same-origin", "no-referrer"]).toContain(headers.get("referrer-policy") ?? "");
  expect(headers.get("content-security-policy")).toBe(wantedPolicy);
  expect(headers.get("permissions-policy")).toContain("camera=()");
  expect(headers.get("server")).toBeNull();
  expect(headers.get("x-powered-by")).toBeNull();
  expect(headers.get("access-control-allow-origin")).toBeNull();
  expect(headers.get("cache-control")).not.toBeNull();
}

describe("the headers are there", () => {
  test.each(Object.keys(accessTable))("for %s", async (route) => {
    const [method = "", path = ""] = route.split(" ");
    for (const accept of ["text/html", "application/json"]) {
      const request = new Request(`http://localhost${path.replace(/:\w+/g, "1")}`, { method, headers: { accept } });
      const { headers } = await server.handle(request);
      expectSafe(headers, explorerPolicies[path] ?? policy);
      expect(headers.get("strict-transport-security")).toBeNull();
      expect([path, headers.get("cache-control")]).toEqual([path, expect.stringMatching(cachingOf(path))]);
    }
  });

  test.each(["GET", "POST", "PUT", "OPTIONS", "TRACE"])("for %s of what is not there", async (method) => {
    const response = await server.handle(
      new Request("http://localhost/nope", { method: method === "TRACE" ? "GET" : method }),
    );
    expect(response.status).toBe(404);
    expectSafe(response.headers);
  });

  test("for a file, which may be kept for ever, and when it is not sent again", async () => {
    const url = `http://localhost/assets/${createPageAssets().style.name}`;
    const whole = await server.handle(new Request(url));
    const etag = whole.headers.get("etag") ?? "";
    const not = await server.handle(new Request(url, { headers: { "if-none-match": etag } }));
    expect([whole.status, not.status]).toEqual([200, 304]);
    for (const { headers } of [whole, not]) {
      expectSafe(headers);
      expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    }
  });

  test("with strict transport security where people come by TLS", async () => {
    const settings = { ...open, publicUrl: "https://argos.example.org" };
    for (const path of ["/", "/nope", "/api/severities", "/-/healthy"]) {
      const { headers } = await openServer(database, { settings }).handle(new Request(`http://localhost${path}`));
      expectSafe(headers);
      expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
    }
  });
});

describe("a fault of the server tells nobody anything", () => {
  const faults = [
    ["a bug", new Error('relation "secret_table" at /srv/argos/store.ts'), 500],
    ["no database", new ArgosError("database", "PostgreSQL at db.internal:5432 as argos gave no answer"), 503],
  ] as const;

  test.each(faults)("by %s", async (_, thrown, status) => {
    const failing: Database = {
      ...database,
      run: () => Promise.reject(thrown),
      transaction: () => Promise.reject(thrown),
    };
    const broken = openServer(database, { settings: open, routesDatabase: failing });
    for (const [path, accept] of [
      ["/", "text/html"],
      ["/api/v1/sites", "application/json"],
      ["/api/severities", "*/*"],
    ] as const) {
      const response = await broken.handle(new Request(`http://localhost${path}`, { headers: { accept } }));
      const text = await response.text();
      expect(response.status).toBe(status);
      expect(text).not.toMatch(/secret_table|store\.ts|db\.internal|5432| at /);
      expectSafe(response.headers);
    }
  });

  test("what is open stays so while nobody can be identified", async () => {
    const failing: Database = { ...database, run: () => Promise.reject(faults[1][1]) };
    const broken = openServer(failing, { settings: open });
    const headers = { cookie: `argos=${"x".repeat(43)}`, accept: "text/html" };
    const ask = async (path: string) =>
      (await broken.handle(new Request(`http://localhost${path}`, { headers }))).status;
    expect(await ask("/-/healthy")).toBe(200);
    expect(await ask("/sites")).toBe(503);
    expect(await ask("/nope")).toBe(404);
  });
});
