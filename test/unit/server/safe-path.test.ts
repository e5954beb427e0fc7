import { expect, test } from "bun:test";
import { safePath } from "../../../src/server/auth/safe-path.ts";

test.each(["/", "/sites", "/sites?search=a%20b&severity=critical", "/incidents/12", "/a//b", "/?next=//evil.example"])(
  "%s is a path of this server",
  (path) => {
    expect(safePath(path)).toBe(path);
  },
);

test.each([
  "",
  "sites",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "/%09/evil.example",
  "/%0a/evil.example",
  "/%0D/evil.example",
  "/%2f/evil.example",
  "/%2F%2Fevil.example",
  "/%5cevil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r/evil.example",
  " //evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/a/..//evil.example",
  "/./\\evil.example",
  "https://evil.example/",
  "https:/evil.example",
  "https:evil.example",
  "HTTPS://evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "@evil.example",
  "/\u0000/evil.example",
  "/\u2028/evil.example",
  "/é",
  "?next=/",
])("%j is taken for the beginning", (path) => {
  expect(safePath(path)).toBe("/");
});

test("a path of 2,000 characters is followed, and one more is not", () => {
  const path = `/${"a".repeat(1999)}`;
  expect(safePath(path)).toBe(path);
  expect(safePath(`${path}a`)).toBe("/");
});
