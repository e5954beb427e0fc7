/** Year to minute of a moment as a clock on the wall shows it, as if it were UTC: milliseconds. */
type WallMs = number;

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether an IANA time zone has this name; offsets such as `+02:00` are no names. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return formatOf(name) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The instants, in ms since 1970 UTC, at which a clock in `timeZone` shows `wallMs`, earliest first: one, or two where
 * clocks are set back. Where they are set forward over it, the instant that the old offset gives, so never none.
 */
export function instantsOf(wallMs: WallMs, timeZone: string): readonly [number, ...number[]] {
  const before = zoneOffsetMs(wallMs - dayMs, timeZone);
  const after = zoneOffsetMs(wallMs + dayMs, timeZone);
  const [first, ...rest] = [...new Set([wallMs - before, wallMs - after])]
    .filter((instant) => instant + zoneOffsetMs(instant, timeZone) === wallMs)
    .sort((a, b) => a - b);
  return first === undefined ? [wallMs - before] : [first, ...rest];
}

/** How much a clock in the zone is before UTC at an instant, in ms: 3,600,000 for Paris in winter. */
export function zoneOffsetMs(instant: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(new Date(instant));
  const numbers = new Map(parts.map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = (
    ["year", "month", "day", "hour", "minute", "second"] as const
  ).map((type) => numbers.get(type));
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

/** Making one costs some 50 µs. Throws RangeError for a zone that is not known. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, made);
  return made;
}
