import { describe, expect, test } from "bun:test";
import { parseLimit } from "../../../src/cli/nagios/limit.ts";
import { alerts, parseRange, rangeText } from "../../../src/cli/nagios/range.ts";

const number = (text: string) => (/^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined);

/** The table of the guidelines, each end tested at, just under and just over it. */
describe.each([
  ["10", [-1, 11], [0, 10]],
  ["0", [-1, 1], [0]],
  ["10:", [9, 9.9], [10, 1e9]],
  ["~:10", [11, 10.1], [-1e9, 10]],
  ["10:20", [9, 21], [10, 20]],
  ["@10:20", [10, 15, 20], [9, 21]],
  ["@10", [0, 10], [-1, 11]],
  ["@~:0", [0, -5], [1]],
  ["-5:-1", [-6, 0], [-5, -1]],
  ["1.5:2.5", [1.4, 2.6], [1.5, 2.5]],
] as const)("the range %s", (text, alerting, calm) => {
  const range = parseRange(text, number);

  test("alerts where it should", () => {
    expect(alerting.map((value) => range && alerts(range, value))).toEqual(alerting.map(() => true));
    expect(calm.map((value) => range && alerts(range, value))).toEqual(calm.map(() => false));
  });

  test("is written as it was read", () => {
    expect(range && rangeText(range)).toBe(text);
  });
});

test.each([
  [""],
  [":"],
  ["@"],
  ["@:"],
  ["20:10"],
  ["a"],
  ["10:a"],
  ["~"],
  ["1:2:3"],
  ["@@1"],
  ["1e3"],
  ["10 20"],
  ["~:~"],
])("%j is no range", (text) => {
  expect(parseRange(text, number)).toBeUndefined();
});

test.each([
  ["5", "warning", "warning", "5"],
  ["5", "critical", "critical", "5"],
  ["critical=@1:3", "warning", "critical", "@1:3"],
  ["due=5m", "critical", "due", "300"],
  ["age=1m:1h", "unknown", "age", "60:3600"],
  ["age=90", "unknown", "age", "90"],
] as const)("%s of %s is about %s: %s", (text, state, quantity, range) => {
  const limit = parseLimit(text, state);
  expect(typeof limit === "string" ? limit : [limit.quantity, rangeText(limit.range)]).toEqual([quantity, range]);
});

test.each([["sites=1"], ["critical=5m"], ["critical=1.5"], ["due=5x"], ["=5"], ["critical="]])(
  "%s is no limit",
  (text) => {
    expect(parseLimit(text, "warning")).toBeString();
  },
);
