import { afterAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { eventually, runArgos, temporaryDirectory, urlOf, write } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { type RawRequest, sendRaw } from "../harness/raw-http.ts";
import { apiToken, serveBinary } from "../harness/served.ts";

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

test.each(["/-/healthy", "/-/ready", "/-/ready?x=1"])("%s answers a health check without a Host", async (target) => {
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

test("a client that goes away while it sends is no fault of the server", async () => {
  for (const form of ["content-length: 100\r\n\r\nx", "transfer-encoding: chunked\r\n\r\n5\r\nx"]) {
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((sent) => void socket.write(`POST /login HTTP/1.1\r\nhost: a\r\n${form}`, () => sent()));
    socket.destroy();
  }
  const after = await eventually(async () => {
    const response = await fetch(`${binary.origin}/metrics`, { headers: { authorization: `Bearer ${apiToken}` } });
    return /^argos_http_requests_total\{route="\/login",method="POST",status="400"\} \d+$/m.exec(await response.text());
  }, "the requests to be counted");
  expect(after).toBeTruthy();
  expect(await binary.log()).not.toContain("level=error");
});

test("a port that another server has is refused", async () => {
  using directory = temporaryDirectory();
  const config = write(
    directory.path,
    "argos.yaml",
    `general: { frequency: 1m, db: { url: "${urlOf(address)}" } }\nwebsites: []\n`,
  );
  const { code, err } = await runArgos(["serve", "--config", config, "--port", String(port)], {
    directory: directory.path,
  });
  expect([code, err]).toEqual([2, expect.stringContaining("Is another program using the port?")]);
});

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
