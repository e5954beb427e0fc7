import { expect, test } from "bun:test";
import { judgeRenewals, poissonTail } from "../../../src/checks/renewals.ts";

/** From tables of the Poisson distribution. */
test.each([
  [0, 1, 0.3679],
  [1, 1, 0.7358],
  [0, 6.9, 0.001008],
  [0, 6.91, 0.000998],
  [3, 10, 0.0103],
  [900, 1000, 0.00069],
])("at most %d of a Poisson process with mean %d have a likelihood of %d", (most, mean, likelihood) => {
  expect(poissonTail(most, mean)).toBeCloseTo(likelihood, 4);
});

test.each([
  [0, 6.9, 1, "too-few"],
  [0, 6.91, 1, "dead"],
  [1, 6.91, 1, "alive"],
  [1, 9.23, 1, "alive"],
  [1, 9.24, 1, "dead"],
  [25, 30, 1, "alive"],
  [100, 2000, 1, "dead"],
  [2500, 2000, 1, "alive"],
  [0, 0, 1, "too-few"],
  [0, 60, 10, "too-few"],
  [0, 70, 10, "dead"],
  [10, 70, 10, "alive"],
  [0, 7, 0.5, "dead"],
] as const)(
  "%d renewals where %d are expected of certificates on %d targets each are %s",
  (seen, expected, sharing, state) => {
    expect(judgeRenewals({ seen, expected, sharing })).toBe(state);
  },
);
