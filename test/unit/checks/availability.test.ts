import { expect, test } from "bun:test";
import { emptyAccount } from "../../../src/checks/account.ts";
import { barsOf, type Cell, foldCells, periodStartMs } from "../../../src/checks/availability.ts";
import { periods } from "../../../src/checks/period.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse("2026-03-29T10:20:00Z");

const aCell = (overrides: Partial<Cell> = {}): Cell => ({
  startMs: now,
  account: { ...emptyAccount, ok: 3600 },
  answers: 1,
  meanMs: 100,
  maxMs: 100,
  ...overrides,
});

test.each([
  ["24h", "2026-03-28T11:00:00.000Z", 24, hour],
  ["7d", "2026-03-23T00:00:00.000Z", 26, 6 * hour],
  ["30d", "2026-02-28T00:00:00.000Z", 30, day],
  ["1y", "2025-03-30T00:00:00.000Z", 53, 7 * day],
] as const)(
  "%s begins at %s and has %d bars of %d ms, those of the future left out",
  (period, start, count, lengthMs) => {
    const bars = barsOf(period, now, []);
    expect(new Date(periodStartMs(period, now)).toISOString()).toBe(start);
    expect(bars).toHaveLength(count);
    expect(bars[0]?.startMs).toBe(Date.parse(start));
    expect(bars.slice(1).every((bar, index) => bar.startMs === bars[index]?.endMs)).toBe(true);
    expect(bars.slice(1).every((bar) => bar.endMs - bar.startMs === lengthMs)).toBe(true);
    expect(bars.at(-1)?.endMs).toBeGreaterThan(now);
    expect(bars.at(-1)?.startMs).toBeLessThanOrEqual(now);
  },
);

test.each(periods)("every hour of %s is in exactly one bar, and none from before it or after it", (period) => {
  const startMs = periodStartMs(period, now);
  const hours = Math.floor(now / hour) * hour + hour;
  const cells = Array.from({ length: (hours - startMs) / hour + 1 }, (_, index) =>
    aCell({ startMs: startMs - hour + index * hour }),
  );
  const bars = barsOf(period, now, cells);
  expect(bars.reduce((sum, bar) => sum + bar.account.ok, 0)).toBe((hours - startMs) / 1000);
  expect(bars.every((bar) => bar.account.ok === (Math.min(bar.endMs, hours) - bar.startMs) / 1000)).toBe(true);
});

test("a mean counts as often as it has answers, and nothing comes of nothing", () => {
  const folded = foldCells([
    aCell({ answers: 3, meanMs: 100, maxMs: 900 }),
    aCell({ answers: 1, meanMs: 300, maxMs: 300 }),
    aCell({ answers: 0, meanMs: null, maxMs: null }),
  ]);
  expect(folded).toMatchObject({ answers: 4, meanMs: 150, maxMs: 900, account: { ok: 10_800 } });
  expect(foldCells([])).toMatchObject({ account: emptyAccount, answers: 0, meanMs: null, maxMs: null });
});
