import { parseDuration } from "../../base/duration.ts";
import { type Severity, severities } from "../../base/severity.ts";
import { parseRange, type Range } from "./range.ts";

/** What can be limited: how many checks have a severity; how old the newest result is; how long the oldest due target waits. */
export const quantities = [...severities, "age", "due"] as const;
export type Quantity = (typeof quantities)[number];

/** A range for a quantity. */
export interface Limit {
  readonly quantity: Quantity;
  readonly range: Range;
}

/** Which state a limit leads to. */
export type LimitedState = "warning" | "critical" | "unknown";

/** Reads `5`, which is about the checks of the severity that the state is named after, or `age=10m`; else what is wrong. */
export function parseLimit(text: string, state: LimitedState): Limit | string {
  const equals = text.indexOf("=");
  const name = equals < 0 ? state : text.slice(0, equals).trim();
  const quantity = quantities.find((one) => one === name);
  if (quantity === undefined) return `It must be about one of ${quantities.join(", ")}.`;
  const isCount = severities.some((one: Severity) => one === quantity);
  const range = parseRange(text.slice(equals + 1), isCount ? wholeNumber : seconds);
  if (range !== undefined) return { quantity, range };
  return isCount
    ? "It must be a range such as 10, 10:, ~:10, 10:20 or @10:20."
    : "It must be a range of seconds or durations, such as 300, 5m or 1m:1h.";
}

function wholeNumber(text: string): number | undefined {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function seconds(text: string): number | undefined {
  if (/^-?\d{1,12}(?:\.\d{1,6})?$/.test(text)) return Number(text);
  const ms = parseDuration(text);
  return ms === undefined ? undefined : ms / 1000;
}
