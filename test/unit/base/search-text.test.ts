import { expect, test } from "bun:test";
import { foldText, readableHost, searchWords, siteSearchText } from "../../../src/base/search-text.ts";

test.each([
  ["MÜNCHEN", "munchen"],
  ["Crédit Coopératif", "credit cooperatif"],
  ["Straße Łódź Øresund œuvre", "strasse lodz oresund oeuvre"],
  ["ﬁlms", "films"],
  ["İstanbul", "istanbul"],
  ["日本", "日本"],
])("%s is compared as %s", (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

test.each([
  ["xn--bcher-kva.example", "bücher.example"],
  ["www.xn--bcher-kva.example:8443", "www.bücher.example:8443"],
  ["example.org", "example.org"],
  ["axn--b.example.org", "axn--b.example.org"],
  ["xn--\u{0}.example", "xn--\u{0}.example"],
])("%j is read as %j", (host, readable) => {
  expect(readableHost(host)).toBe(readable);
});

test.each([
  ["", []],
  ["  Example   ORG example ", ["example", "org"]],
  ["https://www.Example.org/path?x#y", ["www.example.org"]],
  ["example.org/", ["example.org"]],
  ["http://", []],
  ["team/web", ["team/web"]],
  ["a b c d e f g h i", ["a", "b", "c", "d", "e", "f", "g", "h"]],
  ["x".repeat(101), ["x".repeat(100)]],
])("%j is a search for %j", (search, words) => {
  expect(searchWords(search)).toEqual([...words]);
});

test.each([
  ["https://example.org", {}, "example.org"],
  ["https://xn--bcher-kva.example", { team: "Crédit" }, "xn--bcher-kva.example bucher.example credit"],
  ["https://example.org", { a: "same", b: "Same", c: "a\u0000\u202eb" }, "example.org same ab"],
] as const)("%s with %j is found by %j", (domain, labels, text) => {
  expect(siteSearchText(domain, labels)).toBe(text);
});

test("a search text has at most 1,000 characters, whole ones", () => {
  const labels = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`l${index}`, `${"😀".repeat(490)}${index}`]),
  );
  const text = siteSearchText("https://example.org", labels);
  expect(Array.from(text).length).toBe(1000);
  expect(text.isWellFormed()).toBe(true);
});
