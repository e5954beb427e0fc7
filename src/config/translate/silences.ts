import type { Report } from "../kinds/kind.ts";
import type { WrittenMoment } from "../kinds/time-kinds.ts";
import type { PlannedSilence, Window } from "../silence.ts";
import type { SilenceWords } from "../words/silence-words.ts";
import { says } from "../yaml/node.ts";
import { fileAndLine } from "../yaml/source-file.ts";
import { instantsOf } from "../zoned-time.ts";

/** The silences of the file; `timeZone` is for those that name none. */
export function translateSilences(
  silences: readonly SilenceWords[],
  timeZone: string,
  report: Report,
): readonly PlannedSilence[] {
  return silences.flatMap((words) => {
    const window = windowOf(words, words.time_zone ?? timeZone, report);
    if (window === undefined) return [];
    return [{ match: words.match, window, comment: words.comment, definedAt: fileAndLine(words.place) }];
  });
}

const ways = ["from and until", "daily", "weekly", "cron"] as const;

function windowOf(words: SilenceWords, timeZone: string, report: Report): Window | undefined {
  const { from, until, daily, weekly, cron, place } = words;
  const given = [from ?? until, daily, weekly, cron].filter((one) => one !== undefined);
  const [first, second] = given;
  const isWrong = ["from", "until", "daily", "weekly", "cron"].some((key) => says(place, key));
  if (second !== undefined) report.problem(second.place, `give only one of ${ways.join(", ")}`);
  else if (first === undefined && !isWrong) report.problem(place, `it does not say when: give ${ways.join(", ")}`);
  else if (first !== undefined && (from ?? until) !== undefined) return onceOf(words, timeZone, report);
  const pattern = patternOf(words);
  return pattern === undefined ? undefined : repeatedOf(pattern, { words, timeZone, report });
}

/** The longer reading of a time that clocks show twice. */
function onceOf(
  { from, until, for: lasts, place }: SilenceWords,
  timeZone: string,
  report: Report,
): Window | undefined {
  if (lasts !== undefined) report.problem(lasts.place, '"for" is for daily, weekly and cron: give until');
  for (const [key, one] of Object.entries({ from, until })) {
    if (one === undefined && !says(place, key)) report.problem(place, `"${key}" is missing here`);
  }
  if (from === undefined || until === undefined) return undefined;
  const fromMs = instants(from.value, timeZone)[0];
  const untilMs = instants(until.value, timeZone).at(-1) ?? fromMs;
  if (untilMs > fromMs) return { kind: "once", fromMs, untilMs };
  report.problem(until.place, `${until.written} is not after ${from.written}`);
  return undefined;
}

function instants({ wallMs, offsetMs }: WrittenMoment, timeZone: string): readonly [number, ...number[]] {
  return offsetMs === undefined ? instantsOf(wallMs, timeZone) : [wallMs - offsetMs];
}

function patternOf({ daily, weekly, cron }: SilenceWords): string | undefined {
  if (daily !== undefined) return `${daily.value.at.minute} ${daily.value.at.hour} * * *`;
  if (weekly === undefined) return cron?.value;
  const { at, days } = weekly.value;
  return `${at.minute} ${at.hour} * * ${[...new Set(days)].sort().join(",")}`;
}

function repeatedOf(
  pattern: string,
  at: { readonly words: SilenceWords; readonly timeZone: string; readonly report: Report },
): Window | undefined {
  const { words, timeZone, report } = at;
  if (words.for !== undefined) return { kind: "cron", pattern, timeZone, forMs: words.for.value };
  if (!says(words.place, "for")) {
    report.problem(words.place, '"for" is missing here: how long it lasts each time');
  }
  return undefined;
}
