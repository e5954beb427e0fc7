import { expect, test } from "bun:test";
import fc from "fast-check";
import { valueAt } from "../../../src/checks/json-pointer.ts";
import { previewJson } from "../../../src/checks/json-preview.ts";
import { jsonEqual } from "../../../src/checks/json-value.ts";
import type { Json } from "../../../src/config/check.ts";

function parsed(text: string): Json {
  return JSON.parse(text);
}

/** The example of RFC 6901 section 5. */
const example = parsed('{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8}');

test.each([
  ["", example],
  ["/foo", ["bar", "baz"]],
  ["/foo/0", "bar"],
  ["/", 0],
  ["/a~1b", 1],
  ["/c%d", 2],
  ["/e^f", 3],
  ["/g|h", 4],
  ["/i\\j", 5],
  ['/k"l', 6],
  ["/ ", 7],
  ["/m~0n", 8],
] as const)("pointer %j finds what RFC 6901 says", (pointer, value) => {
  expect(valueAt(example, pointer)).toEqual(value);
});

test.each([
  ["/foo/2"],
  ["/foo/00"],
  ["/foo/01"],
  ["/foo/-"],
  ["/foo/-1"],
  ["/foo/1e0"],
  ["/foo/ 1"],
  ["/foo/length"],
  ["/foo/"],
  ["/foo/0/0"],
  ["/foo/0/length"],
  ["/__proto__"],
  ["/foo/__proto__"],
  ["/constructor"],
  ["/toString"],
  ["/missing"],
  ["foo"],
  ["/m~n/x"],
])("pointer %j finds nothing", (pointer) => {
  expect(valueAt(example, pointer)).toBeUndefined();
});

test("own members count, whatever their names, and only once unescaped", () => {
  const odd = parsed('{"__proto__":{"x":1},"~1":2,"0":3,"a":{"":{"":4}}}');
  expect(valueAt(odd, "/__proto__/x")).toBe(1);
  expect(valueAt(odd, "/~01")).toBe(2);
  expect(valueAt(odd, "/0")).toBe(3);
  expect(valueAt(odd, "/a//")).toBe(4);
  expect(valueAt(null, "/a")).toBeUndefined();
  expect(valueAt("text", "/0")).toBeUndefined();
});

test.each([
  ["1", "true", false],
  ["0", "false", false],
  ["0", "null", false],
  ['""', "null", false],
  ["1", '"1"', false],
  ["1", "1.0", true],
  ["[]", "{}", false],
  ["{}", "[]", false],
  ["[1,2]", "[2,1]", false],
  ["[1]", "[1,1]", false],
  ['{"a":1,"b":2}', '{"b":2,"a":1}', true],
  ['{"a":null}', '{"b":null}', false],
  ['{"a":null}', "{}", false],
  ['{"__proto__":1}', "{}", false],
  ["{}", '{"__proto__":null}', false],
  ['{"__proto__":1}', '{"__proto__":1}', true],
  ['{"toString":1}', '{"a":1}', false],
  ['{"a":1}', '{"toString":1}', false],
] as const)("%s and %s are equal: %p", (left, right, equal) => {
  expect(jsonEqual(parsed(left), parsed(right))).toBe(equal);
  expect(jsonEqual(parsed(right), parsed(left))).toBe(equal);
});

test("a value is equal to its copy, and two values are equal where their sorted JSON is", () => {
  fc.assert(
    fc.property(fc.json(), fc.json(), (one, other) => {
      expect(jsonEqual(parsed(one), parsed(one))).toBe(true);
      expect(jsonEqual(parsed(one), parsed(other))).toBe(Bun.deepEquals(parsed(one), parsed(other), true));
    }),
  );
});

test("depth costs equality nothing", () => {
  const deep = () => parsed("[".repeat(300_000) + "]".repeat(300_000));
  expect(jsonEqual(deep(), deep())).toBe(true);
});

test.each([
  ["null", "null"],
  ['"a"', '"a"'],
  ["[1,2,3]", "[1,2,3]"],
  ["[1,2,3,4,5,6,7,8,9,10]", "[1,2,3,4,5,6,7,8,9,10]"],
  ["[1,2,3,4,5,6,7,8,9,10,11]", '[1,2,3,4,5,6,7,8,9,10,"…"]'],
  ["[[[1]]]", "[[[1]]]"],
  ["[[[[1]]]]", '[[["…"]]]'],
  ['{"a":{"b":{"c":{}}}}', '{"a":{"b":{"c":"…"}}}'],
  ["1e999", '"Infinity"'],
] as const)("%s is shown as %s", (text, shown) => {
  expect(previewJson(parsed(text))).toBe(shown);
});

test("a preview is short whatever the value", () => {
  const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, each) => [`name ${each}`, "x".repeat(200)]));
  expect(Array.from(previewJson(wide))).toHaveLength(150);
});
