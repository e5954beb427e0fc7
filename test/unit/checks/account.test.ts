import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  type Account,
  availabilityOf,
  emptyAccount,
  leastAvailable,
  stateOf,
  writtenShare,
} from "../../../src/checks/account.ts";

const anAccount = (overrides: Partial<Account>): Account => ({ ...emptyAccount, ...overrides });

test.each([
  [{}, null],
  [{ unknown: 60, maintenance: 60 }, null],
  [{ ok: 60 }, 1],
  [{ warning: 60 }, 1],
  [{ critical: 60 }, 0],
  [{ ok: 30, warning: 15, critical: 15, unknown: 1000, maintenance: 1000 }, 0.75],
])("of %j the availability is %p", (account, availability) => {
  expect(availabilityOf(anAccount(account))).toBe(availability);
});

test.each([
  [1, "100"],
  [0.9998, "99.98"],
  [0.99985, "99.98"],
  [0.5, "50.00"],
  [0.99996, "99.996"],
  [0.9999, "99.990"],
  [0.999999, "99.99990"],
  [0.9999999, "99.99999"],
  [1 - 1e-12, "99.99999"],
  [1e-12, "0.01"],
  [0, "0"],
])("an availability of %p is written as %s %%", (availability, text) => {
  const { percent, digits } = writtenShare(availability);
  expect(percent.toFixed(digits)).toBe(text);
});

test("what was down for any time is never written as 100, nor what was up for any as 0, nor any as more than it is", () => {
  const seconds = fc.integer({ min: 1, max: 3 * 366 * 86_400 });
  fc.assert(
    fc.property(seconds, seconds, (ok, critical) => {
      const availability = availabilityOf(anAccount({ ok, critical })) ?? Number.NaN;
      const { percent, digits } = writtenShare(availability);
      expect(Number(percent.toFixed(digits))).toBeLessThan(100);
      expect(Number(percent.toFixed(digits))).toBeGreaterThan(0);
      expect(percent).toBeLessThanOrEqual(Math.max(0.01, availability * 100 + 1e-6));
    }),
  );
});

test.each([
  [{}, undefined],
  [{ unknown: 1 }, "unknown"],
  [{ unknown: 1, maintenance: 1 }, "maintenance"],
  [{ unknown: 3599, ok: 1 }, "ok"],
  [{ ok: 3599, warning: 1 }, "warning"],
  [{ ok: 3598, warning: 1, critical: 1 }, "critical"],
] as const)("a bar of %j is %p", (account, state) => {
  expect(stateOf(anAccount(account))).toBe(state);
});

test("the least available one is the one that was down for the largest share, then for longest; the unknown come last", () => {
  const owner = (name: string, account: Partial<Account>) => ({ name, account: anAccount(account) });
  const unknown = owner("unknown", { unknown: 9 });
  const up = owner("up", { ok: 9 });
  const brief = owner("brief", { ok: 1, critical: 1 });
  const long = owner("long", { ok: 2, critical: 2 });
  expect(leastAvailable([])).toBeUndefined();
  expect(leastAvailable([unknown])?.name).toBe("unknown");
  for (const [all, least] of [
    [[unknown, up], "up"],
    [[up, unknown], "up"],
    [[up, brief, unknown], "brief"],
    [[brief, long, up], "long"],
    [[long, brief, up], "long"],
  ] as const) {
    expect(leastAvailable(all)?.name).toBe(least);
  }
});
