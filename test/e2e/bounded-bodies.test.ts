import { afterAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { accessTable } from "../../src/server/auth/access.ts";
import { aCaller } from "../builders/agent-request.ts";
import { testDatabase } from "../harness/database.ts";
import { agentToken, apiToken, serveBinary } from "../harness/served.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const binary = await serveBinary({ ...(await testDatabase()), access: "none" }, held);
const before = peakBytes();

const writes = Object.keys(accessTable).filter(
  (route) => route.startsWith("POST /api/") || route.startsWith("DELETE "),
);
const nested = (depth: number, open = '{"a":', close = "}") => `${open.repeat(depth)}1${close.repeat(depth)}`;
const many = (one: string, count: number) => `[${Array.from({ length: count }, () => one).join(",")}]`;

/** Bodies that cost much more than they are long, where nothing bounds them. */
const bodies: Readonly<Record<string, string>> = {
  "an object 20,000 deep": nested(20_000),
  "an object 400,000 deep": nested(400_000),
  "a list 1,000,000 deep": nested(1_000_000, "[", "]"),
  "depth inside of a known field": `{"match":{"labels":${nested(20_000)}},"for":"1h"}`,
  "results nested deeply": JSON.stringify({ ...aCaller, results: ["@"] }).replace('"@"', nested(20_000)),
  "a million empty objects": many("{}", 1_000_000),
  "leases of a million": JSON.stringify({ ...aCaller, leases: ["@"] }).replace('["@"]', many("{}", 1_000_000)),
  "100,000 names": `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":0`).join(",")}}`,
  "a text of 3 MB": JSON.stringify({ comment: "x".repeat(3_000_000), for: "1h", match: { domain: "a" } }),
  "more than any route takes": `{"comment":"${"x".repeat(5_000_000)}"}`,
  "not closed": nested(30_000).slice(0, 150_000),
  "no JSON": "<xml/>",
  "not UTF-8": "\xff",
};

describe.each(writes)("%s", (route) => {
  const [method = "", pattern = ""] = route.split(" ");
  const token = pattern.includes("/agent/") ? agentToken : apiToken;

  test.each(Object.keys(bodies))("bounds %s before anything judges it", async (name) => {
    const body = name === "not UTF-8" ? new Uint8Array([0x22, 0xff, 0x22]) : (bodies[name] ?? "");
    const response = await fetch(`${binary.origin}${pattern.replace(/:\w+/g, "1")}`, {
      method,
      body,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
    const text = await response.text();
    // Routes that take no body leave it unread.
    expect([200, 204, 400, 404, 409, 413, 422]).toContain(response.status);
    expect(text.length).toBeLessThan(2000);
    expect(text).not.toMatch(/k99|xxxx/);
  });
});

test("bodies that nobody declared are read to their bound and no further", async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 65_536;
      if (sent > 50_000_000) controller.close();
      else controller.enqueue(new Uint8Array(65_536).fill(0x20));
    },
  });
  const response = await fetch(`${binary.origin}/api/v1/silences`, {
    method: "POST",
    body: endless,
    headers: { authorization: `Bearer ${apiToken}`, "content-type": "application/json" },
  });
  expect(response.status).toBe(413);
});

test("the memory of the server stays what it was", async () => {
  expect(peakBytes() - before).toBeLessThan(250_000_000);
  expect((await fetch(`${binary.origin}/-/healthy`)).status).toBe(200);
});

/** The most memory that the server had at once. */
function peakBytes(): number {
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${binary.pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}
