import { describe, expect, test } from "bun:test";
import { ownAddress } from "../../../src/server/pages/own-address.ts";
import { parseRefreshSeconds, preferenceCookie, readPreferences } from "../../../src/server/pages/preferences.ts";

function preferencesIn(cookie: string) {
  return readPreferences(new Request("http://localhost/", { headers: { cookie } }));
}

test.each([
  ["argos_language=fr", { language: "fr", refreshSeconds: undefined }],
  ["a=b; argos_refresh=30; argos_language=en", { language: "en", refreshSeconds: 30 }],
  ["argos_language=de; argos_refresh=off", { language: undefined, refreshSeconds: undefined }],
  ["argos_language", { language: undefined, refreshSeconds: undefined }],
  ["xargos_language=fr", { language: undefined, refreshSeconds: undefined }],
  ["=argos_language=fr;;", { language: undefined, refreshSeconds: undefined }],
] as const)("the cookie %j says %j", (cookie, preferences) => {
  expect(preferencesIn(cookie)).toEqual(preferences);
});

test.each([
  ["4", undefined],
  ["5", 5],
  ["6", 6],
  ["3599", 3599],
  ["3600", 3600],
  ["3601", undefined],
  ["12345", undefined],
  ["-15", undefined],
  ["15.5", undefined],
  ["1e1", undefined],
  ["15; url=http://example.org", undefined],
  ["", undefined],
  [null, undefined],
])("%j is a pace of %p seconds", (text, seconds) => {
  expect(parseRefreshSeconds(text)).toBe(seconds);
});

test("a choice is kept for 400 days below the folder, and forgotten when it is empty", () => {
  expect(preferenceCookie("language", "fr", "/argos/")).toBe(
    "argos_language=fr; Path=/argos/; Max-Age=34560000; HttpOnly; SameSite=Lax",
  );
  expect(preferenceCookie("refresh", "", "/")).toBe("argos_refresh=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
});

describe("an address to go back to", () => {
  test.each([
    ["/", "/"],
    ["/sites?search=a%26b&severity=ok", "/sites?search=a%26b&severity=ok"],
    ["/sites?search=é", "/sites?search=%C3%A9"],
    ["/sites/../incidents", "/incidents"],
    ["/sites#content", "/sites"],
    ["/a?b=//example.org", "/a?b=//example.org"],
    ["/%2f/example.org", "/%2f/example.org"],
  ])("%j is %s", (text, address) => {
    expect(ownAddress(text, "/")).toBe(address);
  });

  test.each([
    [""],
    ["sites"],
    ["https://example.org/"],
    ["//example.org"],
    ["/\\example.org"],
    ["\\\\example.org"],
    ["/\t/example.org"],
    ["/\n/example.org"],
    ["\t//example.org"],
    ["/.//example.org"],
    ["/..//example.org"],
    ["/a/..//example.org"],
    ["/%2e//example.org"],
    ["/.\\/example.org"],
    ["///example.org"],
    ["javascript:alert(1)"],
    ["data:text/html,x"],
    ["http:example.org"],
    ["//argos.invalid@example.org/"],
  ])("%j leads elsewhere, and is none", (text) => {
    expect(ownAddress(text, "/")).toBeUndefined();
  });

  test.each([
    ["/argos/", "/argos/"],
    ["/argos/sites?a=b", "/argos/sites?a=b"],
    ["/argos", undefined],
    ["/argosy/", undefined],
    ["/argos/../other", undefined],
    ["/argos/%2e%2e/other", undefined],
    ["/other", undefined],
  ])("below a folder %j is %p", (text, address) => {
    expect(ownAddress(text, "/argos/")).toBe(address);
  });
});
