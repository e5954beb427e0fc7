import { expect, test } from "bun:test";
import { evaluate } from "../../../src/checks/evaluate.ts";
import type { Expectation } from "../../../src/config/check.ts";
import { anAnswer } from "../../builders/answer.ts";
import { aCheck } from "../../builders/check.ts";

const seen = anAnswer({
  headers: [
    ["content-type", "text/html; charset=utf-8"],
    ["vary", "Accept"],
    ["set-cookie", "a=1; Path=/"],
    ["vary", "Cookie"],
    ["set-cookie", "b=2"],
    ["x-empty", ""],
    ["content-security-policy", `${"x".repeat(999)}…`],
  ],
});

function reasonOf(expectation: Expectation): string {
  return evaluate(aCheck(expectation), seen, 0).reason;
}

test.each([
  [["content-type"], "passed"],
  [["Content-Type", "VARY"], "passed"],
  [["x-empty"], "passed"],
  [[], "passed"],
  [["content-type", "x-missing"], "header-missing"],
  [["constructor"], "header-missing"],
  [["content"], "header-missing"],
] as const)("headers-contain %j: %s", (names, reason) => {
  expect(reasonOf({ kind: "headers-contain", names })).toBe(reason);
});

test.each([
  [["x-powered-by", "server"], "passed"],
  [["x-powered-by", "Vary"], "header-present"],
  [["x-empty"], "header-present"],
] as const)("headers-absent %j: %s", (names, reason) => {
  expect(reasonOf({ kind: "headers-absent", names })).toBe(reason);
});

test.each([
  [{ "Content-Type": "text/html; charset=utf-8" }, "passed"],
  [{ "content-type": "text/html" }, "header-differs"],
  [{ "content-type": "Text/HTML; charset=utf-8" }, "header-differs"],
  [{ vary: "Accept, Cookie" }, "passed"],
  [{ vary: "Accept" }, "header-differs"],
  [{ "set-cookie": "a=1; Path=/, b=2" }, "passed"],
  [{ "x-empty": "" }, "passed"],
  [{ "x-empty": "", "x-missing": "" }, "header-missing"],
  [{ "content-security-policy": "x".repeat(1500) }, "passed"],
  [{ "content-security-policy": "x".repeat(999) }, "header-differs"],
] as const)("headers-have %j: %s", (values, reason) => {
  expect(reasonOf({ kind: "headers-have", values })).toBe(reason);
});

test.each([
  [{ "Content-Type": "^text/html" }, "passed"],
  [{ "content-type": "utf-8$" }, "passed"],
  [{ "content-type": "TEXT" }, "pattern-unmatched"],
  [{ vary: "Accept, Cookie" }, "passed"],
  [{ "x-empty": "^$" }, "passed"],
  [{ "x-missing": ".*" }, "header-missing"],
  [{ "content-type": "(" }, "probe-bug"],
] as const)("headers-like %j: %s", (patterns, reason) => {
  expect(reasonOf({ kind: "headers-like", patterns })).toBe(reason);
});

test.each([
  [{ kind: "headers-contain", names: ["x-a", "vary", "x-b"] }, "expected headers that are missing: x-a, x-b"],
  [{ kind: "headers-absent", names: ["vary"] }, 'expected no header vary, saw "Accept, Cookie"'],
  [{ kind: "headers-have", values: { vary: "Accept" } }, 'header vary: expected "Accept", saw "Accept, Cookie"'],
  [{ kind: "headers-have", values: { "x-a": "1" } }, "expected header x-a, which is missing"],
  [{ kind: "headers-like", patterns: { vary: "^x" } }, 'header vary: expected a match of "^x", saw "Accept, Cookie"'],
] satisfies [Expectation, string][])("%j says what was expected and seen", (expectation, message) => {
  expect(evaluate(aCheck(expectation), seen, 0).message).toBe(message);
});
