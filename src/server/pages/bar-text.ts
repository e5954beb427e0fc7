import { type Account, coveredSeconds } from "../../checks/account.ts";
import type { Bar } from "../../checks/availability.ts";
import { shareText } from "./share.tsx";
import { timesIn } from "./times.ts";
import type { View } from "./view.ts";

const dayMs = 86_400_000;

/** When a bar begins: with a time of day where it is shorter than a day. Whole days are those of UTC, in any zone. */
export function barStartText(bar: Bar, { times, words }: Pick<View, "times" | "words">): string {
  const startAt = new Date(bar.startMs);
  if (!isOfDays(bar)) return times.minute(startAt);
  return timesIn(words.language === "fr" ? "fr" : "en", "UTC").day(startAt);
}

/** What a bar says: when, how available, and what of it was down, unknown or maintenance. */
export function barText(bar: Bar, view: View): string {
  return `${barStartText(bar, view)}${view.words.frame.colon}${accountText(bar.account, view)}`;
}

function accountText(account: Account, { words }: View): string {
  const { bars } = words.availability;
  if (coveredSeconds(account) === 0) return bars.nothing;
  const { critical, unknown, maintenance } = account;
  const lasted = (seconds: number) => words.frame.duration(seconds * 1000);
  const parts = [
    shareText(account, words),
    critical > 0 ? bars.downFor(lasted(critical)) : undefined,
    unknown > 0 ? bars.unknownFor(lasted(unknown)) : undefined,
    maintenance > 0 ? bars.maintenanceFor(lasted(maintenance)) : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

function isOfDays(bar: Bar): boolean {
  return bar.startMs % dayMs === 0 && bar.endMs % dayMs === 0;
}
