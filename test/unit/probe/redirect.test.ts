import { expect, test } from "bun:test";
import { parseTargetUrl } from "../../../src/net/target-url.ts";
import { type Hop, nextHop, redirectLocation } from "../../../src/probe/redirect.ts";

function aHop(overrides: Partial<Hop> = {}): Hop {
  const url = parseTargetUrl("https://example.org/a/b");
  if (typeof url === "string") throw new Error(url);
  return { url, method: "GET", headers: { Authorization: "secret" }, data: undefined, ...overrides };
}

const form = { kind: "form", fields: { a: "b" } } as const;

test.each([
  [301, "POST", "GET"],
  [302, "POST", "GET"],
  [303, "POST", "GET"],
  [307, "POST", "POST"],
  [308, "POST", "POST"],
  [303, "PUT", "GET"],
  [302, "PUT", "PUT"],
  [303, "HEAD", "HEAD"],
  [302, "GET", "GET"],
] as const)("a %d after %s asks by %s", (status, method, next) => {
  expect(nextHop(aHop({ method, data: undefined }), status, "/c")).toMatchObject({ method: next });
});

test("data goes along only where the method stays", () => {
  const from = aHop({ method: "POST", data: form, headers: { "Content-Type": "x/y", "X-Key": "k" } });
  expect(nextHop(from, 307, "/c")).toMatchObject({ data: form, headers: { "Content-Type": "x/y", "X-Key": "k" } });
  const changed = nextHop(from, 303, "/c");
  expect("reason" in changed ? changed : [changed.data, changed.headers]).toEqual([undefined, { "X-Key": "k" }]);
});

test.each([
  ["/c", true],
  ["https://example.org:443/c", true],
  ["https://EXAMPLE.org/c", true],
  ["http://example.org/c", false],
  ["https://example.org:8443/c", false],
  ["https://www.example.org/c", false],
  ["//elsewhere.example/c", false],
])("to %s the target's own headers go along: %p", (location, kept) => {
  expect(nextHop(aHop(), 302, location)).toMatchObject({ headers: kept ? { Authorization: "secret" } : {} });
  expect(nextHop(aHop(), 302, location)).not.toHaveProperty("reason");
});

test("a redirect that would carry data to another origin is refused", () => {
  const from = aHop({ method: "POST", data: form });
  expect(nextHop(from, 307, "https://elsewhere.example/")).toMatchObject({ reason: "redirect-refused" });
  expect(nextHop(from, 303, "https://elsewhere.example/")).toMatchObject({ method: "GET", data: undefined });
});

test.each([
  "file:///etc/passwd",
  "data:text/html,x",
  "javascript:alert(1)",
  "ftp://example.org/",
  "http://[::1",
  "https://me:secret@example.org/",
])("a redirect to %s is refused", (location) => {
  expect(nextHop(aHop(), 302, location)).toMatchObject({ reason: "redirect-refused" });
});

test.each([
  [301, "/c", "/c"],
  [304, "/c", undefined],
  [200, "/c", undefined],
  [302, undefined, undefined],
] as const)("a %d with Location %p leads to %p", (status, location, leads) => {
  expect(redirectLocation(status, new Headers(location === undefined ? {} : { location }))).toBe(leads);
});
