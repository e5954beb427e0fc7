import { formatDuration } from "../../base/duration.ts";
import { type Account, coveredSeconds } from "../../checks/account.ts";
import type { Bar } from "../../checks/availability.ts";
import type { Words } from "./english.ts";
import { instantText } from "./marks.tsx";
import { shareText } from "./share.tsx";

const dayMs = 86_400_000;

/** When a bar begins: with a time of day where it is shorter than a day. */
export function barStartText(bar: Bar): string {
  const text = instantText(new Date(bar.startMs));
  return isOfDays(bar) ? text.slice(0, 10) : text.slice(0, 16);
}

/** What a bar says: when, how available, and what of it was down, unknown or maintenance. */
export function barText(bar: Bar, words: Words): string {
  return `${barStartText(bar)}: ${accountText(bar.account, words)}`;
}

function accountText(account: Account, words: Words): string {
  const { bars } = words.availability;
  if (coveredSeconds(account) === 0) return bars.nothing;
  const { critical, unknown, maintenance } = account;
  const parts = [
    shareText(account, words),
    critical > 0 ? bars.downFor(formatDuration(critical * 1000)) : undefined,
    unknown > 0 ? bars.unknownFor(formatDuration(unknown * 1000)) : undefined,
    maintenance > 0 ? bars.maintenanceFor(formatDuration(maintenance * 1000)) : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

function isOfDays(bar: Bar): boolean {
  return bar.startMs % dayMs === 0 && bar.endMs % dayMs === 0;
}
