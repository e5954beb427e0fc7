import { expect, test } from "bun:test";
import { heldBackMs } from "../../../src/notify/allowance.ts";
import { heededMs, restMs } from "../../../src/notify/backoff.ts";

const minute = 60_000;

test.each([
  [3, [], 0],
  [3, [0], 0],
  [3, [2, 3], 2],
  [3, [4, 5], 0],
  [3, [4, 6], 0],
  [3, [1, 4, 9], 1],
  [3, [1, 4, 10], 0],
  [2, [0], 5],
  [2, [5], 0],
  [1, [], 0],
  [1, [9], 1],
  [1, [10], 0],
] as const)(
  "with %d messages in 10 min and the last %j min ago, the next goes in %d min",
  (messages, agesMin, waitMin) => {
    const limit = { messages, withinMs: 10 * minute };
    const ages = agesMin.map((age) => age * minute);
    expect(heldBackMs(ages, limit)).toBe(waitMin * minute);
  },
);

test.each([
  [0, 0, 5_000],
  [0, 1, 10_000],
  [39_999, 1, 10_000],
  [40_000, 1, 10_000],
  [40_004, 1, 10_001],
  [30 * minute, 1, 7.5 * minute],
  [30 * minute, 0, 3.75 * minute],
  [60 * minute, 1, 15 * minute],
  [24 * 60 * minute, 1, 15 * minute],
])("after failing for %d ms a recipient rests, with chance %d, %d ms", (failingMs, chance, rest) => {
  expect(restMs(failingMs, chance)).toBe(rest);
});

test.each([
  [undefined, undefined],
  [0, 0],
  [-5, 0],
  [3_599_999, 3_599_999],
  [3_600_000, 3_600_000],
  [3_600_001, 3_600_000],
])("who asks for %p ms gets %p ms", (asked, heeded) => {
  expect(heededMs(asked)).toBe(heeded);
});
