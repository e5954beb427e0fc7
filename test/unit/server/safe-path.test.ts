import { expect, test } from "bun:test";
import fc from "fast-check";
import { safePath } from "../../../src/server/auth/safe-path.ts";

test.each([
  "/",
  "/sites",
  "/sites?search=a%2Fb%0A&severity=critical",
  "/argos/incidents/7",
  "/a/b//c",
  "/@evil.example",
  "/evil.example:443",
  "/%25",
  "/caf%C3%A9",
  "/?next=//evil.example",
])("%s is a path of this site", (path) => {
  expect(safePath(path)).toBe(path);
});

test.each([
  ["/sites#there", "/sites"],
  ["/a/../b", "/b"],
  ["/café", "/caf%C3%A9"],
  ["/a?b=é", "/a?b=%C3%A9"],
])("%s is read as a browser reads it: %s", (text, path) => {
  expect(safePath(text)).toBe(path);
});

test.each([
  "",
  "sites",
  "?a",
  "#a",
  ".",
  "//evil",
  "///evil",
  "////evil.example",
  "/\\evil",
  "\\\\evil",
  "\\/evil",
  "/a\\..\\evil",
  "/%09/evil",
  "/%0d%0aSet-Cookie:a=b",
  "/%2fevil",
  "/%2F%2Fevil",
  "/%5cevil",
  "/%00",
  "/%7f",
  "/\t/evil",
  "/\n/evil",
  "/\r\nSet-Cookie: a=b",
  "/ /evil",
  " /sites",
  "\t//evil",
  "/\u0000",
  "/\u007f",
  "/\u0085",
  "/\u00a0",
  "/.//evil",
  "/..//evil",
  "/a/..//evil",
  "/%2e%2e//evil",
  "https://evil",
  "https:/evil",
  "https:evil",
  "HTTPS://evil",
  "javascript:alert(1)",
  "data:text/html,x",
  "mailto:a@b",
])("%j leads elsewhere", (text) => {
  expect(safePath(text)).toBe("/");
  expect(safePath(text, "/argos/")).toBe("/argos/");
});

test.each([null, undefined])("%p is no path", (text) => {
  expect(safePath(text)).toBe("/");
});

test("a path of 2,000 characters is taken, a longer one is not", () => {
  const path = `/${"a".repeat(1999)}`;
  expect(safePath(path)).toBe(path);
  expect(safePath(`${path}a`)).toBe("/");
});

const hostile = fc.string({
  unit: fc.constantFrom("/", "\\", "\t", "\n", ".", "%09", "%2f", "%2e", "e", ":", "@", "?", "#"),
  maxLength: 12,
});

test("whatever is asked for, a browser that is sent there stays", () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string(), fc.webUrl()), (text) => {
      const path = safePath(text);
      const url = new URL(path, "https://argos.example.org/login");
      expect(url.origin).toBe("https://argos.example.org");
      expect(path).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/);
      expect(safePath(path)).toBe(path);
    }),
    { numRuns: 2000 },
  );
});
