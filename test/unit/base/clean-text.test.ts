import { expect, test } from "bun:test";
import fc from "fast-check";
import { cleanText } from "../../../src/base/clean-text.ts";

test.each([
  ["plain", "plain"],
  ["Ünïcödé 日本 👍", "Ünïcödé 日本 👍"],
  ["a\0b", "ab"],
  ["a\r\n\t b", "a b"],
  ["a\u001b[31mred", "a[31mred"],
  ["a \u0001 b", "a b"],
  ["a\u0085b\u009fc", "abc"],
  ["a\u007fb", "ab"],
  ["\u202eevil\u202c \u2066x\u2069 \u200e\u200f\u061c", "evil x "],
  ["a\ud800b", "a\ufffdb"],
  ["a\udc00", "a\ufffd"],
  ["e\u0301", "é"],
  ["a\u2028b\u00a0c", "a b c"],
] as const)("%j is cleaned to %j", (text, expected) => {
  expect(cleanText(text, 100)).toBe(expected);
});

test.each([
  ["abcd", 5, "abcd"],
  ["abcde", 5, "abcde"],
  ["abcdef", 5, "abcd…"],
  ["👍👍👍", 3, "👍👍👍"],
  ["👍👍👍👍", 3, "👍👍…"],
  ["abc", 1, "…"],
  ["abc", 0, ""],
] as const)("%j cut at %d characters is %j", (text, charactersMax, expected) => {
  expect(cleanText(text, charactersMax)).toBe(expected);
});

test("whatever comes in, what comes out is short, well formed, and stays as it is when cleaned again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 0, max: 50 }), (text, charactersMax) => {
      const clean = cleanText(text, charactersMax);
      expect(Array.from(clean).length).toBeLessThanOrEqual(charactersMax);
      expect(clean.isWellFormed()).toBe(true);
      expect(cleanText(clean, charactersMax)).toBe(clean);
    }),
  );
});

test("a surrogate pair at the edge of what is looked at is not left half", () => {
  expect(cleanText("👍".repeat(100_000), 10)).toBe(`${"👍".repeat(9)}…`);
  expect(cleanText(`x${"👍".repeat(100_000)}`, 10)).toBe(`x${"👍".repeat(8)}…`);
});
