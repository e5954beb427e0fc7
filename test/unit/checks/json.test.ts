import { expect, test } from "bun:test";
import { evaluate } from "../../../src/checks/evaluate.ts";
import type { Expectation } from "../../../src/config/check.ts";
import { aCutAnswer, anAnswerOf, anUndecodableAnswer } from "../../builders/answer.ts";
import { aCheck } from "../../builders/check.ts";

const status = '{"installed":true,"version":"28.0.4","count":3,"nothing":null,"edition":"","list":[1,{"a":2}]}';

function reasonOf(expectation: Expectation, text = status): string {
  return evaluate(aCheck(expectation), anAnswerOf(text), 0).reason;
}

test.each([
  [["/installed", "/nothing", "/list/1/a", ""], "passed"],
  [["/missing"], "pointer-missing"],
  [["/installed", "/list/2"], "pointer-missing"],
] as const)("json-contains %j: %s", (pointers, reason) => {
  expect(reasonOf({ kind: "json-contains", pointers })).toBe(reason);
});

test.each([
  [{ "/installed": true, "/version": "28.0.4", "/nothing": null }, "passed"],
  [{ "/list": [1, { a: 2 }] }, "passed"],
  [{ "/count": 3 }, "passed"],
  [{ "/count": "3" }, "value-differs"],
  [{ "/installed": 1 }, "value-differs"],
  [{ "/installed": "true" }, "value-differs"],
  [{ "/nothing": false }, "value-differs"],
  [{ "/missing": null }, "pointer-missing"],
] as const)("json-has %j: %s", (values, reason) => {
  expect(reasonOf({ kind: "json-has", values })).toBe(reason);
});

test.each([
  [{ "/version": "^28\\." }, "passed"],
  [{ "/version": "^29\\." }, "pattern-unmatched"],
  [{ "/count": "^3$" }, "passed"],
  [{ "/installed": "^true$" }, "passed"],
  [{ "/nothing": "^null$" }, "passed"],
  [{ "/edition": "^$" }, "passed"],
  [{ "/list": "." }, "value-differs"],
  [{ "/list/1": "." }, "value-differs"],
  [{ "/missing": "." }, "pointer-missing"],
  [{ "/version": "[" }, "probe-bug"],
] as const)("json-like %j: %s", (patterns, reason) => {
  expect(reasonOf({ kind: "json-like", patterns })).toBe(reason);
});

test.each([
  ['{"b":[1,2],"a":{"c":null}}', "passed"],
  ['  {"a":{"c":null},"b":[1,2]}\n', "passed"],
  ['{"a":{"c":null},"b":[2,1]}', "value-differs"],
  ['{"a":{"c":null},"b":[1,2],"d":0}', "value-differs"],
  ['{"a":{"c":null}}', "value-differs"],
  ["[]", "value-differs"],
  ["null", "value-differs"],
] as const)("json-is on %s: %s", (text, reason) => {
  expect(reasonOf({ kind: "json-is", value: { a: { c: null }, b: [1, 2] } }, text)).toBe(reason);
});

const oneOfEach: readonly Expectation[] = [
  { kind: "json-contains", pointers: ["/a"] },
  { kind: "json-has", values: { "/a": 1 } },
  { kind: "json-like", patterns: { "/a": "1" } },
  { kind: "json-is", value: { a: 1 } },
];

test.each(oneOfEach)(
  "$kind fails on a body that is not JSON, is undecided on one that cannot be read",
  (expectation) => {
    const check = aCheck(expectation);
    for (const text of ["", "<html>", "{'a':1}", '{"a":1}x', "[".repeat(1000), '{"a":', "NaN"]) {
      expect(evaluate(check, anAnswerOf(text), 0)).toMatchObject({ severity: "critical", reason: "not-json" });
    }
    expect(evaluate(check, aCutAnswer('{"a":1}'), 0)).toMatchObject({ severity: "unknown", reason: "body-too-long" });
    expect(evaluate(check, anUndecodableAnswer(), 0)).toMatchObject({
      severity: "unknown",
      reason: "body-undecodable",
    });
  },
);

test.each(oneOfEach)("$kind survives JSON nested half a million deep", (expectation) => {
  const deep = "[".repeat(524_288) + "]".repeat(524_288);
  expect(evaluate(aCheck(expectation), anAnswerOf(deep), 0).severity).toBe("critical");
  expect(evaluate(aCheck(expectation), anAnswerOf('{"a":'.repeat(150_000)), 0).severity).toBe("critical");
});

test("numbers are compared as doubles and those too large for one do not throw", () => {
  expect(reasonOf({ kind: "json-has", values: { "/n": 1 } }, '{"n":1.0}')).toBe("passed");
  expect(reasonOf({ kind: "json-has", values: { "/n": 0 } }, '{"n":-0}')).toBe("passed");
  expect(reasonOf({ kind: "json-has", values: { "/n": 1 } }, `{"n":1e999}`)).toBe("value-differs");
  expect(reasonOf({ kind: "json-is", value: 1 }, "9".repeat(100_000))).toBe("value-differs");
  expect(reasonOf({ kind: "json-like", patterns: { "/n": "^1\\.5$" } }, '{"n":1.5}')).toBe("passed");
});

test.each([
  [{ kind: "json-contains", pointers: ["/a", "/count", "/b"] }, 'expected in the JSON but missing: "/a", "/b"'],
  [{ kind: "json-has", values: { "/count": "3" } }, '"/count": expected "3", saw 3'],
  [{ kind: "json-has", values: { "/list": [] } }, '"/list": expected [], saw [1,{"a":2}]'],
  [{ kind: "json-like", patterns: { "/count": "4" } }, '"/count": expected a match of "4", saw 3'],
  [
    { kind: "json-like", patterns: { "/list": "4" } },
    '"/list": expected a match of "4", saw [1,{"a":2}], which is not a text',
  ],
  [{ kind: "json-has", values: { "/a": 1 } }, 'expected "/a" in the JSON, which is missing'],
] satisfies [Expectation, string][])("%j says what was expected and seen", (expectation, message) => {
  expect(evaluate(aCheck(expectation), anAnswerOf(status), 0).message).toBe(message);
});

test("what is not JSON is shown with what is wrong with it", () => {
  const { message } = evaluate(aCheck({ kind: "json-is", value: 1 }), anAnswerOf("<html>"), 0);
  expect(message).toStartWith('expected JSON, saw "<html>": ');
});
