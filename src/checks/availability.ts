import { type Account, emptyAccount, sumAccounts } from "./account.ts";
import type { Period } from "./period.ts";

const secondMs = 1000;
const hourMs = 3600 * secondMs;
const dayMs = 24 * hourMs;

/** How many bars a period has, and how long each is; the last one ends with the hour or day that goes on. */
const shapes: Readonly<Record<Period, { readonly barMs: number; readonly spanMs: number; readonly stepMs: number }>> = {
  "24h": { barMs: hourMs, spanMs: 24 * hourMs, stepMs: hourMs },
  "7d": { barMs: 6 * hourMs, spanMs: 7 * dayMs, stepMs: dayMs },
  "30d": { barMs: dayMs, spanMs: 30 * dayMs, stepMs: dayMs },
  "1y": { barMs: 7 * dayMs, spanMs: 365 * dayMs, stepMs: dayMs },
};

/** What is known of a piece of time. Times are of the runs that brought an answer, in milliseconds; null for none. */
export interface Cell {
  readonly startMs: number;
  readonly account: Account;
  readonly answers: number;
  readonly meanMs: number | null;
  readonly maxMs: number | null;
}

/** One bar of a chart: an hour, six hours, a day or a week. */
export interface Bar extends Cell {
  /** Not in it. */
  readonly endMs: number;
}

/** When a period begins that ends now, in milliseconds since 1970 UTC. */
export function periodStartMs(period: Period, nowMs: number): number {
  return periodEndMs(period, nowMs) - shapes[period].spanMs;
}

/** The bars of a period that ends now, the oldest first, filled with the cells that begin in them. */
export function barsOf(period: Period, nowMs: number, cells: readonly Cell[]): Bar[] {
  const { barMs, spanMs } = shapes[period];
  const endMs = periodEndMs(period, nowMs);
  const count = Math.ceil(spanMs / barMs);
  const firstMs = endMs - spanMs;
  const indexOf = (atMs: number) => count - 1 - Math.floor((endMs - 1 - atMs) / barMs);
  const byBar = Map.groupBy(
    cells.filter((cell) => cell.startMs >= firstMs && cell.startMs < endMs),
    (cell) => indexOf(cell.startMs),
  );
  return Array.from({ length: count }, (_, index) => {
    const barEndMs = endMs - (count - 1 - index) * barMs;
    return { ...foldCells(byBar.get(index) ?? []), startMs: Math.max(firstMs, barEndMs - barMs), endMs: barEndMs };
  }).filter((bar) => bar.startMs <= nowMs);
}

/** All of some cells together: the mean of each counts as often as it has answers. Begins with the earliest. */
export function foldCells(cells: readonly Cell[]): Cell {
  const timed = cells.flatMap(({ answers, meanMs, maxMs }) =>
    meanMs === null || maxMs === null ? [] : [{ answers, meanMs, maxMs }],
  );
  const answers = timed.reduce((sum, one) => sum + one.answers, 0);
  const total = timed.reduce((sum, one) => sum + one.answers * one.meanMs, 0);
  return {
    startMs: cells.reduce((least, one) => Math.min(least, one.startMs), Number.POSITIVE_INFINITY),
    account: cells.length === 0 ? emptyAccount : sumAccounts(cells.map((one) => one.account)),
    answers,
    meanMs: answers === 0 ? null : total / answers,
    maxMs: answers === 0 ? null : timed.reduce((most, one) => Math.max(most, one.maxMs), 0),
  };
}

/** The UTC midnight before an instant, or the instant itself. */
export function midnightMs(atMs: number): number {
  return Math.floor(atMs / dayMs) * dayMs;
}

function periodEndMs(period: Period, nowMs: number): number {
  const { stepMs } = shapes[period];
  return (Math.floor(nowMs / stepMs) + 1) * stepMs;
}
