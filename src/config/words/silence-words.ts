import { list } from "../kinds/collection-kinds.ts";
import { type Kind, placed, scalarOf, shown } from "../kinds/kind.ts";
import { duration, text } from "../kinds/scalar-kinds.ts";
import { defaulted, optional, required, type Section, section } from "../kinds/section.ts";
import { cronPattern, moment, timeOfDay, timeZone } from "../kinds/time-kinds.ts";
import { didYouMean } from "../suggestion.ts";
import { match } from "./match-words.ts";

/** Sunday first: the position is the day's number in a cron pattern. */
const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

/** A day of the week as its number in a cron pattern. */
const day: Kind<number> = {
  words: "a day: mon, tue, wed, thu, fri, sat or sun",
  schema: { enum: days.flatMap((one) => [one.slice(0, 3), one]) },
  parse(node, report) {
    const written = scalarOf(node, day.words, report)?.text;
    if (written === undefined) return undefined;
    const word = written.toLowerCase();
    const found = days.findIndex((one) => one === word || one.slice(0, 3) === word);
    if (found >= 0) return found;
    report.problem(node, `${shown(node)} is not ${day.words}${didYouMean(written, days)}`);
    return undefined;
  },
};

const daily = section({ at: required(timeOfDay, "When it begins.") });

const weekly = section({
  days: required(list(day, { min: 1 }), "On which days."),
  at: required(timeOfDay, "When it begins."),
});

const silence = section({
  match: required(match, "The websites nobody is told of, or all."),
  comment: defaulted(text, "", { written: "nothing", doc: "Why, for those who wonder about the silence." }),
  from: optional(placed(moment), "When it begins, once: 2026-12-24 22:00, or with an offset."),
  until: optional(placed(moment), "When that ends."),
  daily: optional(placed(daily), "Every day, beginning at a time."),
  weekly: optional(placed(weekly), "On days of the week, beginning at a time."),
  cron: optional(placed(cronPattern), 'When it begins, as five cron fields: "0 2 * * *".'),
  for: optional(placed(duration({ minMs: 60_000, maxMs: 31 * 86_400_000 })), "How long it lasts each time."),
  time_zone: optional(timeZone, "The zone of these times; otherwise general.time_zone."),
});

/** `silences`: when nobody is told of which websites. */
export const silences = list(silence, { max: 10_000 });

export type SilenceWords = Section<typeof silence.fields>;
