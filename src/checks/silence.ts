import type { SiteMatch, Window } from "../config/silence.ts";
import { lastCronStart } from "./cron-start.ts";
import { type MatchedSite, matchesSite } from "./site-match.ts";

/** A silence that may hold: of the configuration, or of the database. */
export interface ActiveSilence {
  readonly match: SiteMatch;
  readonly window: Window;
}

/** A window every hour for an hour never ends: after so many steps the answer is when to ask again. */
const stepsMax = 50;

/**
 * Until when a site is silenced without a gap, in milliseconds: silences that overlap, or begin where another ends, count
 * as one. Undefined when none holds at `nowMs`. Where that is further away than fifty windows, the end of the fiftieth.
 */
export function silencedUntil(
  silences: readonly ActiveSilence[],
  site: MatchedSite,
  nowMs: number,
): number | undefined {
  const windows = silences.filter(({ match }) => matchesSite(match, site)).map(({ window }) => window);
  let untilMs: number | undefined;
  for (let step = 0; step < stepsMax; step += 1) {
    const laterMs = latestEnd(windows, untilMs ?? nowMs);
    if (laterMs === undefined) break;
    untilMs = laterMs;
  }
  return untilMs;
}

/** The latest end of the windows that hold at an instant: one holds at its start and no longer at its end. */
function latestEnd(windows: readonly Window[], atMs: number): number | undefined {
  const ends = windows.map((window) => endOf(window, atMs)).filter((endMs) => endMs > atMs);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** The end of a window's latest turn that began at or before an instant; -Infinity for none. */
function endOf(window: Window, atMs: number): number {
  switch (window.kind) {
    case "once":
      return window.fromMs <= atMs ? window.untilMs : Number.NEGATIVE_INFINITY;
    case "cron":
      return lastCronStart(window, atMs) + window.forMs;
    default:
      return window satisfies never;
  }
}
