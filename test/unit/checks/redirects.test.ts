import { expect, test } from "bun:test";
import { evaluate } from "../../../src/checks/evaluate.ts";
import { anAnswer, aRedirect } from "../../builders/answer.ts";
import { aCheck } from "../../builders/check.ts";

const toHttps = aCheck({ kind: "http-to-https", statuses: [[300, 399]] });

test.each([
  ["https://example.org/", "passed"],
  ["https://example.org", "passed"],
  ["https://EXAMPLE.org/login?x=1#y", "passed"],
  ["HTTPS://example.org/", "passed"],
  ["https://example.org:8443/", "passed"],
  ["https:example.org/", "passed"],
  ["https://user@example.org/", "passed"],
  ["https://www.example.org/", "redirects-elsewhere"],
  ["https://example.org.evil.test/", "redirects-elsewhere"],
  ["https://example.org@evil.test/", "redirects-elsewhere"],
  ["https://evil.test/https://example.org/", "redirects-elsewhere"],
  ["http://example.org/", "redirects-elsewhere"],
  ["//example.org/login", "redirects-elsewhere"],
  ["/login", "redirects-elsewhere"],
  ["", "redirects-elsewhere"],
  ["ftp://example.org/", "redirects-elsewhere"],
  ["javascript:alert(1)", "redirects-elsewhere"],
  ["https://", "redirects-elsewhere"],
  ["https://[", "redirects-elsewhere"],
] as const)("http-to-https with Location %j: %s", (location, reason) => {
  expect(evaluate(toHttps, aRedirect(location), 0).reason).toBe(reason);
});

test.each([
  [299, "not-redirected"],
  [300, "passed"],
  [399, "passed"],
  [400, "not-redirected"],
  [200, "not-redirected"],
] as const)("http-to-https with status %d: %s", (status, reason) => {
  expect(evaluate(toHttps, aRedirect("https://example.org/", { status }), 0).reason).toBe(reason);
});

test.each([
  [301, "passed"],
  [302, "not-redirected"],
  [307, "not-redirected"],
  [308, "passed"],
] as const)("http-to-https with a list of statuses and status %d: %s", (status, reason) => {
  const check = aCheck({
    kind: "http-to-https",
    statuses: [
      [301, 301],
      [308, 308],
    ],
  });
  expect(evaluate(check, aRedirect("https://example.org/", { status }), 0).reason).toBe(reason);
});

test("http-to-https without Location is not a redirect", () => {
  const finding = evaluate(toHttps, anAnswer({ status: 301, headers: [] }), 0);
  expect(finding).toMatchObject({ reason: "not-redirected", message: "status 301 without a Location" });
});

test("http-to-https wants one Location, be it sent twice", () => {
  const here = ["location", "https://example.org/"] as const;
  const there = ["location", "https://evil.test/"] as const;
  expect(evaluate(toHttps, anAnswer({ status: 301, headers: [here, here] }), 0).reason).toBe("passed");
  expect(evaluate(toHttps, anAnswer({ status: 301, headers: [here, there] }), 0).reason).toBe("redirects-elsewhere");
});

test.each([
  ["www.example.org", "https://www.example.org/", "passed"],
  ["WWW.Example.org", "https://www.example.org/", "passed"],
  ["café.example.org", "https://xn--caf-dma.example.org/", "passed"],
  ["www.example.org", "https://example.org/", "redirects-elsewhere"],
] as const)("http-to-https to the host %s given, with Location %s: %s", (host, location, reason) => {
  const check = aCheck({ kind: "http-to-https", statuses: [[300, 399]], host });
  expect(evaluate(check, aRedirect(location), 0).reason).toBe(reason);
});

test("http-to-https judges the first hop where redirects were followed", () => {
  const asked = "http://example.org/";
  const viaHttps = anAnswer({ url: "https://other.test/", redirects: [asked, "https://example.org/"] });
  const straightAway = anAnswer({ url: "https://other.test/", redirects: [asked] });
  const home = anAnswer({ url: "https://example.org/", redirects: [asked] });
  expect(evaluate(toHttps, viaHttps, 0).reason).toBe("passed");
  expect(evaluate(toHttps, straightAway, 0).reason).toBe("redirects-elsewhere");
  expect(evaluate(toHttps, home, 0).reason).toBe("passed");
});

const toLogin = aCheck({ kind: "redirects-to", url: "https://example.org/login" });

test.each([
  ["https://example.org/login", "passed"],
  ["https://EXAMPLE.org:443/a/../login", "passed"],
  ["https://example.org/login/", "redirects-elsewhere"],
  ["https://example.org/login?next=/", "redirects-elsewhere"],
  ["http://example.org/login", "redirects-elsewhere"],
  ["/login", "redirects-elsewhere"],
  ["https://[", "redirects-elsewhere"],
] as const)("redirects-to with Location %j: %s", (location, reason) => {
  expect(evaluate(toLogin, aRedirect(location), 0).reason).toBe(reason);
});

test("redirects-to resolves a relative Location against the URL asked", () => {
  const seen = aRedirect("../login", { url: "https://example.org/a/b" });
  expect(evaluate(toLogin, seen, 0).reason).toBe("passed");
});

test.each([
  [200, "not-redirected"],
  [299, "not-redirected"],
  [300, "passed"],
  [399, "passed"],
  [400, "not-redirected"],
] as const)("redirects-to with status %d: %s", (status, reason) => {
  expect(evaluate(toLogin, aRedirect("https://example.org/login", { status }), 0).reason).toBe(reason);
});

test("redirects-to without Location is not a redirect", () => {
  expect(evaluate(toLogin, anAnswer({ status: 302, headers: [] }), 0).reason).toBe("not-redirected");
});

test("redirects-to compares the URL reached where redirects were followed", () => {
  const redirects = ["http://example.org/"];
  expect(evaluate(toLogin, anAnswer({ url: "https://example.org/login", redirects }), 0).reason).toBe("passed");
  expect(evaluate(toLogin, anAnswer({ url: "https://example.org/", redirects }), 0).reason).toBe("redirects-elsewhere");
});

test("a redirect elsewhere is reported with where it should and where it does lead", () => {
  expect(evaluate(toHttps, aRedirect("https://evil.test/"), 0).message).toBe(
    'expected a redirect to https on "example.org", saw "https://evil.test/"',
  );
  expect(evaluate(toLogin, aRedirect("https://evil.test/"), 0).message).toBe(
    'expected a redirect to "https://example.org/login", saw "https://evil.test/"',
  );
});
