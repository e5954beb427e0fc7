import type { Language } from "../../config/notifications.ts";
import { zoneOffsetMs } from "../../config/zoned-time.ts";

/** Writes instants for a person: in the zone of the installation and the form of a language. */
export interface Times {
  /** `2026-11-21 02:11:33`, in French `21/11/2026 02:11:33`. */
  second(at: Date): string;
  /** The same without its seconds. */
  minute(at: Date): string;
  /** The time of day to the minute, with its day where that is not the day of `now`. */
  clock(at: Date, now: Date): string;
  day(at: Date): string;
  /** The zone and how far it is from UTC at an instant: `Europe/Paris (UTC+1)`, or `UTC`. */
  zone(at: Date): string;
}

/** One for each language and zone there was: a handful. */
const made = new Map<string, Times>();

/** Times in a zone of the IANA, one of those the configuration accepts. */
export function timesIn(language: Language, timeZone: string): Times {
  const key = `${language} ${timeZone}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const times = createTimes(language, timeZone);
  made.set(key, times);
  return times;
}

function createTimes(language: Language, timeZone: string): Times {
  const offsetOf = rememberOffsets(timeZone);
  const wallOf = (at: Date) => readWall(at.getTime() + offsetOf(at.getTime()));
  const dayOf = ({ year, month, day }: Wall) =>
    language === "fr" ? `${day}/${month}/${year}` : `${year}-${month}-${day}`;
  const minuteOf = (wall: Wall) => `${dayOf(wall)} ${wall.minute}`;
  return {
    second(at) {
      const wall = wallOf(at);
      return `${minuteOf(wall)}:${wall.second}`;
    },
    minute: (at) => minuteOf(wallOf(at)),
    clock(at, now) {
      const wall = wallOf(at);
      return dayOf(wall) === dayOf(wallOf(now)) ? wall.minute : minuteOf(wall);
    },
    day: (at) => dayOf(wallOf(at)),
    zone(at) {
      const offset = offsetText(offsetOf(at.getTime()));
      return timeZone === offset ? offset : `${timeZone} (${offset})`;
    },
  };
}

/** What a clock on the wall shows; `minute` is the time of day to the minute. */
interface Wall {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly minute: string;
  readonly second: string;
}

function readWall(wallMs: number): Wall {
  const text = new Date(wallMs).toISOString();
  const [date = "", time = ""] = text.split("T");
  const [day, month, ...year] = date.split("-").toReversed();
  return {
    year: year.toReversed().join("-"),
    month: month ?? "",
    day: day ?? "",
    minute: time.slice(0, 5),
    second: time.slice(6, 8),
  };
}

const quarterMs = 900_000;
const quartersMax = 10_000;

/** Years 1900 to 9998: what lies outside, such as the end of an odd certificate, is written in UTC. */
const firstMs = Date.UTC(1900);
const lastMs = Date.UTC(9999);

/** Zones change at full quarters of an hour, and asking takes 5 µs: a page of instants asks for a few quarters. */
function rememberOffsets(timeZone: string): (ms: number) => number {
  const known = new Map<number, number>();
  return (ms) => {
    if (ms < firstMs || ms > lastMs) return 0;
    const quarter = Math.floor(ms / quarterMs);
    const found = known.get(quarter);
    if (found !== undefined) return found;
    if (known.size >= quartersMax) known.clear();
    const offset = zoneOffsetMs(ms, timeZone);
    known.set(quarter, offset);
    return offset;
  };
}

/** `UTC+1`, `UTC−3:30`, `UTC`. */
function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  if (minutes === 0) return "UTC";
  const rest = minutes % 60 === 0 ? "" : `:${String(minutes % 60).padStart(2, "0")}`;
  return `UTC${offsetMs < 0 ? "−" : "+"}${Math.floor(minutes / 60)}${rest}`;
}
