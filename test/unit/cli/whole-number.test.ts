import { expect, test } from "bun:test";
import { parseWholeNumber } from "../../../src/cli/whole-number.ts";

test.each([
  ["0", 0],
  ["1", 1],
  ["65535", 65_535],
  ["65536", undefined],
  ["-1", undefined],
  ["0x50", undefined],
  ["1e4", undefined],
  ["1.0", undefined],
  [" 1", undefined],
  ["", undefined],
  ["0010", undefined],
  ["\u0661", undefined],
] as const)("%j is the whole number %p", (text, number) => {
  expect(parseWholeNumber(text, { min: 0, max: 65_535 })).toBe(number);
});
