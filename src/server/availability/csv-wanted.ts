import { midnightMs } from "../../checks/availability.ts";
import type { DayRange } from "../../store/rollups.ts";

/** The periods of a download: whole days, of which yesterday is the last. */
export const csvPeriods = ["7d", "30d", "90d", "1y"] as const;
export type CsvPeriod = (typeof csvPeriods)[number];

/** The columns of a download, in order. */
export const csvColumns = [
  "domain",
  "labels",
  "availability_percent",
  "up_seconds",
  "down_seconds",
  "unknown_seconds",
  "maintenance_seconds",
  "days",
] as const;
export type CsvColumn = (typeof csvColumns)[number];

/** Which sites, and which days: `untilDay` is not in it. */
export interface CsvWanted extends DayRange {
  /** Part of the domain; empty for all. */
  readonly search: string;
  /** What a site must be labelled with; undefined for anything. */
  readonly label: { readonly name: string; readonly value: string } | undefined;
}

const dayMs = 86_400_000;
const daysOf: Readonly<Record<CsvPeriod, number>> = { "7d": 7, "30d": 30, "90d": 90, "1y": 365 };

/** Days of a download at most: ten years. */
const daysMax = 3660;

/** The days of a period that ended at the last midnight. */
export function periodDays(period: CsvPeriod, now: Date): DayRange {
  const untilMs = midnightMs(now.getTime());
  return { fromDay: new Date(untilMs - daysOf[period] * dayMs), untilDay: new Date(untilMs) };
}

/** The days from one to another, both included, `2026-01-31`, those that are not over left out; else what is wrong. */
export function daysBetween(days: { readonly from: string; readonly to: string }, now: Date): DayRange | string {
  const fromMs = dayOf(days.from);
  const toMs = dayOf(days.to);
  if (fromMs === undefined || toMs === undefined) {
    return `there is no day ${fromMs === undefined ? days.from : days.to}; write it as 2026-01-31`;
  }
  if (toMs < fromMs) return `to (${days.to}) is before from (${days.from})`;
  if (toMs - fromMs >= daysMax * dayMs) return `that is more than ${daysMax} days`;
  const untilMs = Math.min(toMs + dayMs, midnightMs(now.getTime()));
  return untilMs > fromMs
    ? { fromDay: new Date(fromMs), untilDay: new Date(untilMs) }
    : `${days.from} is not over yet: availability is told of UTC days that are`;
}

/** A label as `name:value`; the value may hold colons. Undefined for a text that is none. */
export function parseLabel(text: string): CsvWanted["label"] {
  const colon = text.indexOf(":");
  return colon < 1 ? undefined : { name: text.slice(0, colon), value: text.slice(colon + 1) };
}

/** Midnight UTC; undefined for `2026-02-30`. */
function dayOf(text: string): number | undefined {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? undefined : ms;
}
