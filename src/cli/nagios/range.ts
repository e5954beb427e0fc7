/**
 * A range of the guidelines for monitoring plugins, "Threshold and ranges": what lies outside of it alerts, with `@` what
 * lies inside; both ends belong to it.
 */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly alertsInside: boolean;
}

const pattern = /^(@)?(?:(~|[^:@~]*):)?([^:@~]*)$/;

/**
 * Reads `10`, `10:`, `~:10`, `10:20` or `@10:20`; undefined for what is none. `number` reads one end, so that a range of
 * durations may have units.
 */
export function parseRange(text: string, number: (text: string) => number | undefined): Range | undefined {
  const [, at, start, end] = pattern.exec(text.trim()) ?? [];
  if (end === undefined || (end === "" && (start === undefined || start === ""))) return undefined;
  const from = startOf(start, number);
  const to = end === "" ? Number.POSITIVE_INFINITY : number(end);
  if (from === undefined || to === undefined || from > to) return undefined;
  return { from, to, alertsInside: at === "@" };
}

/** Whether a value alerts. */
export function alerts({ from, to, alertsInside }: Range, value: number): boolean {
  return (value >= from && value <= to) === alertsInside;
}

/** The range as performance data has it: numbers without units. */
export function rangeText({ from, to, alertsInside }: Range): string {
  const start = from === Number.NEGATIVE_INFINITY ? "~:" : from === 0 ? "" : `${from}:`;
  const end = to === Number.POSITIVE_INFINITY ? "" : String(to);
  return `${alertsInside ? "@" : ""}${start === "" && end === "" ? "0:" : start}${end}`;
}

function startOf(text: string | undefined, number: (text: string) => number | undefined): number | undefined {
  if (text === undefined || text === "") return 0;
  return text === "~" ? Number.NEGATIVE_INFINITY : number(text);
}
