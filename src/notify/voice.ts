import type { Language } from "../config/notifications.ts";
import type { Bulletin } from "./bulletin.ts";
import { englishWords } from "./words/english.ts";
import { frenchWords } from "./words/french.ts";
import type { Words } from "./words/words.ts";

/** How a message speaks: its language, its zone and its present. */
export interface Voice {
  readonly words: Words;
  readonly nowMs: number;
  /** An instant with date and offset: `2026-11-20 14:02 UTC+1`. */
  instant(ms: number): string;
  /** An instant as short as it is plain: `14:02`, with the date before it when that is not today's. */
  clock(ms: number): string;
}

const languages: Readonly<Record<Language, Words>> = { en: englishWords, fr: frenchWords };

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return languages[language];
}

/** The voice of a bulletin. */
export function voiceOf({ language, nowMs, timeZone }: Bulletin): Voice {
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "shortOffset",
  });
  const partsOf = (ms: number) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return {
      date: `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`,
      time: `${parts.get("hour")}:${parts.get("minute")}`,
      offset: (parts.get("timeZoneName") ?? "").replace(/^GMT(?:\+0$)?/, "UTC"),
    };
  };
  const today = partsOf(nowMs).date;
  return {
    words: wordsOf(language),
    nowMs,
    instant(ms) {
      const { date, time, offset } = partsOf(ms);
      return `${date} ${time} ${offset}`;
    },
    clock(ms) {
      const { date, time } = partsOf(ms);
      return date === today ? time : `${date} ${time}`;
    },
  };
}
