import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { parseJson } from "../../../src/base/parse-json.ts";

const bounds = { depthMax: 3, valuesMax: 10 };

test.each([
  ["[[[]]]", "value"],
  ["[[[[]]]]", "unbounded"],
  ['{"a":{"b":{}}}', "value"],
  ['{"a":{"b":{"c":{}}}}', "unbounded"],
  ["[1,2,3,4,5,6,7,8,9]", "value"],
  ["[1,2,3,4,5,6,7,8,9,10]", "unbounded"],
  ['"[[[[[[[["', "value"],
  ['["\\"[[[[[[["]', "value"],
  ['["\\\\",[[[]]]]', "unbounded"],
  ['"[[[[', "not-json"],
  ["[[[", "not-json"],
  ["", "not-json"],
  ["<h1>", "not-json"],
] as const)("%s is %s", (text, kind) => {
  expect(parseJson(text, bounds).kind).toBe(kind);
});

test("within bounds it is JSON.parse", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const parsed = parseJson(text, { depthMax: 1000, valuesMax: 100_000 });
      expect(parsed).toEqual({ kind: "value", value: JSON.parse(text) });
    }),
  );
});
