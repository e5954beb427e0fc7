import { expect, test } from "bun:test";
import { judgeLosses } from "../../../src/server/agents/idle-hands.ts";

test.each([
  [{ rounds: 0, leases: 0, returned: 0, ageSeconds: 0 }, "undecided"],
  [{ rounds: 2, leases: 1000, returned: 0, ageSeconds: 3600 }, "undecided"],
  [{ rounds: 3, leases: 3, returned: 0, ageSeconds: 29 }, "undecided"],
  [{ rounds: 3, leases: 3, returned: 0, ageSeconds: 30 }, "doubted"],
  [{ rounds: 4, leases: 4, returned: 0, ageSeconds: 0 }, "undecided"],
  [{ rounds: 5, leases: 5, returned: 0, ageSeconds: 0 }, "doubted"],
  [{ rounds: 3, leases: 300, returned: 149, ageSeconds: 30 }, "doubted"],
  [{ rounds: 3, leases: 300, returned: 150, ageSeconds: 30 }, "fine"],
  [{ rounds: 9, leases: 9, returned: 100_000, ageSeconds: 0 }, "fine"],
] as const)("losses of %j are %s", (losses, kind) => {
  expect(judgeLosses(losses).kind).toBe(kind);
});

test("the doubt says how much was taken and how much came back", () => {
  expect(judgeLosses({ rounds: 3, leases: 120, returned: 1, ageSeconds: 60 })).toEqual({
    kind: "doubted",
    doubt: "it took work 3 times in a row and hardly did any: 120 leases ended or were given back, 1 result came in",
  });
});
