const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Milliseconds in each unit, as the original counts them: a month is 30 days and a year 365. */
const units: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  s: second,
  sec: second,
  second,
  m: minute,
  min: minute,
  minute,
  h: hour,
  hr: hour,
  hour,
  d: day,
  day,
  w: 7 * day,
  week: 7 * day,
  M: 30 * day,
  mo: 30 * day,
  month: 30 * day,
  y: 365 * day,
  year: 365 * day,
};

/**
 * Milliseconds of a text such as `30s`, `1h30m`, `1.5 hours` or `2 weeks, 3 days`; undefined when it is not a duration.
 * Letters are those of the original's configuration: `m` is minutes and `M` is months.
 */
export function parseDuration(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([A-Za-z]+)[\s,]*/gy)];
  if (parts.map((part) => part[0]).join("") !== text.trim() || parts.length === 0) return undefined;
  const each = parts.map(([, amount, unit]) => Number(amount) * (unitMs(unit ?? "") ?? Number.NaN));
  const totalMs = each.reduce((sum, one) => sum + one, 0);
  return Number.isFinite(totalMs) ? Math.round(totalMs) : undefined;
}

/** The two largest units of a duration in milliseconds: `1 h 30 min`, `2 d`, `350 ms`. */
export function formatDuration(ms: number): string {
  if (ms < second) return `${Math.round(ms)} ms`;
  const steps = [
    ["d", day],
    ["h", hour],
    ["min", minute],
    ["s", second],
  ] as const;
  const first = steps.findIndex(([, size]) => ms >= size);
  let rest = Math.floor(ms / second) * second;
  const parts = steps.slice(first, first + 2).map(([name, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? `${count} ${name}` : "";
  });
  return parts.filter((part) => part !== "").join(" ");
}

function unitMs(unit: string): number | undefined {
  if (Object.hasOwn(units, unit)) return units[unit];
  const word = unit.toLowerCase().replace(/s$/, "");
  return word.length > 1 && Object.hasOwn(units, word) ? units[word] : undefined;
}
