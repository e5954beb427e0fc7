import { afterAll, describe, expect, test } from "bun:test";
import { testDatabase } from "../harness/database.ts";
import { type RawRequest, sendRaw } from "../harness/raw-http.ts";
import { serveBinary } from "../harness/served.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const { database, address } = await testDatabase();
const binary = await serveBinary({ database, address, access: "none" }, held);
const port = Number(new URL(binary.origin).port);

const get = (target: string, hosts: readonly string[], over: Partial<RawRequest> = {}): RawRequest => ({
  method: "GET",
  target,
  headers: hosts.map((host) => ["host", host] as const),
  ...over,
});

/** Bytes over 7f are written as they are. */
const noHosts = [
  "a b",
  "",
  "a/",
  "x@y",
  "a\\b",
  "a?b",
  "a#b",
  "a,b",
  "[",
  "[::1",
  "[x]",
  "a:99999",
  "a:b",
  "\xff\xfe",
  "h\xe9",
];

describe("a request that cannot be routed", () => {
  test.each([
    ...noHosts.map((host) => get("/status/public/aSecretKeyOfAPage?token=aSecretToken", [host])),
    ...noHosts.map((host) =>
      get("/", [host], {
        version: "1.0",
        headers: [
          ["host", host],
          ["accept", "text/html"],
        ],
      }),
    ),
    get("/sites", ["a", "b"]),
    get("/sites", [], { version: "1.0" }),
    get("/-/healthy/", [], { version: "1.0" }),
    get("/assets/audit", [], { version: "1.0" }),
    get("/sites#x", ["localhost"]),
    get("/sites", ["a b"], { method: "POST", body: "{}" }),
  ])("gets a plain 400 with all headers: %j", async (request) => {
    const { status, headers, text } = await sendRaw(port, request);
    expect(status).toBe(400);
    expect(text.length).toBeLessThan(300);
    expect(JSON.parse(text)).toMatchObject({ status: 400, title: "Bad Request" });
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("leaves nothing of its address in the log", async () => {
    expect(await binary.log()).not.toMatch(/aSecret|at <anonymous>|\.ts:/);
  });
});

test.each(["/-/healthy", "/-/ready"])("%s answers a health check without a Host", async (target) => {
  for (const method of ["GET", "HEAD"]) {
    expect(await sendRaw(port, get(target, [], { version: "1.0", method }))).toMatchObject({ status: 200 });
  }
});

test.each(["u", "ab", "abc", "a:1", "A", "1", "[::1]", "[::1]:8000", "127.0.0.1", "..", "%41", "x_y"])(
  "a Host %s is a host like any other",
  async (host) => {
    expect((await sendRaw(port, get("/-/healthy", [host]))).status).toBe(200);
    const page = await sendRaw(
      port,
      get("/login", [host], {
        headers: [
          ["host", host],
          ["accept", "text/html"],
        ],
      }),
    );
    expect([page.status, page.text.includes("</html>")]).toEqual([200, true]);
    const audit = await sendRaw(port, get("/assets/audit", [host]));
    expect([audit.status, audit.text.includes("audit-table")]).toEqual([404, false]);
  },
);

describe("another method than a route has", () => {
  test.each([
    ["DELETE", "/sites", "GET, HEAD"],
    ["PUT", "/api/v1/silences", "GET, POST, HEAD"],
    ["OPTIONS", "/api/v1/sites/1", "GET, HEAD"],
    ["GET", "/api/v1/agent/lease", "POST"],
    ["TRACE", "/-/healthy", "GET, HEAD"],
    ["POST", "/openapi.json", "GET, HEAD"],
  ])("%s %s is refused with those it has", async (method, target, allow) => {
    const { status, headers } = await sendRaw(port, get(target, ["localhost"], { method }));
    expect([status, headers.get("allow")]).toEqual([405, allow]);
  });

  test("gets a page where a browser asks", async () => {
    const request = get("/sites", ["localhost"], {
      method: "POST",
      headers: [
        ["host", "x"],
        ["accept", "text/html"],
      ],
    });
    const { status, headers, text } = await sendRaw(port, request);
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect(text).toContain("Request refused");
  });
});
