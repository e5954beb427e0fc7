import { Cron } from "croner";
import { messageOf } from "../../base/error.ts";
import { didYouMean } from "../suggestion.ts";
import type { Node } from "../yaml/node.ts";
import { isTimeZone } from "../zoned-time.ts";
import { checked, isFromVariable, type Kind, scalarOf, shown } from "./kind.ts";
import { text } from "./scalar-kinds.ts";

/** The name of an IANA time zone: `Europe/Paris`, `UTC`. */
export const timeZone: Kind<string> = {
  ...checked(text, (name, written) => {
    if (isTimeZone(name)) return undefined;
    const hint = didYouMean(name, Intl.supportedValuesOf("timeZone")) || ": write one such as Europe/Paris or UTC";
    return `${written()} is not a time zone${hint}`;
  }),
  words: "a time zone such as Europe/Paris",
};

/** A cron pattern of five fields that happens at some time. */
export const cronPattern: Kind<string> = {
  ...checked(text, wrongCron),
  words: "five cron fields: minute, hour, day of month, month, day of week",
};

function wrongCron(pattern: string, written: () => string, node: Node): string | undefined {
  if (pattern.trim().split(/\s+/).length !== 5) return `${written()} is not ${cronPattern.words}`;
  try {
    const next = new Cron(pattern, { mode: "5-part", timezone: "UTC" }).nextRun(new Date(0));
    return next === null ? `${written()} never happens: there is no such day` : undefined;
  } catch (thrown) {
    // the parser repeats parts of the text
    const why = isFromVariable(node) ? "" : `: ${messageOf(thrown).replace("CronPattern: ", "")}`;
    return `${written()} is not a cron pattern${why}`;
  }
}

/** A time of day. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

/** A time of day from `00:00` to `23:59`. */
export const timeOfDay: Kind<TimeOfDay> = {
  words: "a time such as 02:30",
  schema: { type: "string", pattern: "^\\d{1,2}:\\d{2}$", examples: ["02:30"] },
  parse(node, report) {
    const written = scalarOf(node, timeOfDay.words, report)?.text;
    if (written === undefined) return undefined;
    const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(written) ?? [];
    if (minute !== undefined) return { hour: Number(hour), minute: Number(minute) };
    report.problem(node, `${shown(node)} is not ${timeOfDay.words} (00:00 to 23:59)`);
    return undefined;
  },
};

/** A moment as written: what a clock shows, in ms as if it were UTC, and the clock's offset from UTC where it is said. */
export interface WrittenMoment {
  readonly wallMs: number;
  readonly offsetMs: number | undefined;
}

const momentPattern = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))? ?(Z|[+-]\d\d:?\d\d)?$/i;

/** A date and time: `2026-12-24 22:00`, or with an offset `2026-12-24T22:00+01:00` (RFC 3339 section 5.6). */
export const moment: Kind<WrittenMoment> = {
  words: "a date and time such as 2026-12-24 22:00",
  schema: { type: "string", examples: ["2026-12-24 22:00", "2026-12-24T22:00+01:00"] },
  parse(node, report) {
    const written = scalarOf(node, moment.words, report)?.text;
    if (written === undefined) return undefined;
    const [, year, month, day, hour, minute, second, offset] = momentPattern.exec(written.trim()) ?? [];
    const date = `${year}-${month}-${day}T${hour}:${minute}:${second ?? "00"}.000Z`;
    const wallMs = Date.parse(date);
    const offsetMs = offset === undefined ? undefined : offsetOf(offset);
    // a parser may take 30 February for a day of March
    const isReal = Number.isFinite(wallMs) && new Date(wallMs).toISOString() === date;
    if (isReal && !Number.isNaN(offsetMs)) return { wallMs, offsetMs };
    report.problem(node, `${shown(node)} is not ${moment.words}, or with an offset 2026-12-24T22:00+01:00`);
    return undefined;
  },
};

/** Milliseconds of `Z`, `+01:00` or `+0100`; not a number for one over a day. */
function offsetOf(written: string): number {
  if (/^z$/i.test(written)) return 0;
  const [hours, minutes] = [Number(written.slice(1, 3)), Number(written.slice(-2))];
  const ms = hours > 23 || minutes > 59 ? Number.NaN : (hours * 60 + minutes) * 60_000;
  return written.startsWith("-") ? -ms : ms;
}
