import type { Window } from "../config/silence.ts";
import { lastCronStart } from "./cron-start.ts";
import type { ActiveSilence } from "./silence.ts";
import { indexBySite } from "./site-index.ts";
import type { MatchedSite } from "./site-match.ts";

/** Planned work, from one second of a range, included, to another. */
export interface Cut {
  readonly fromSecond: number;
  readonly untilSecond: number;
}

/** Milliseconds since 1970 UTC; the end is not in it. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Finds the planned work of a site within the range, in order and apart from each other. */
export type CutsOf = (site: MatchedSite) => readonly Cut[];

/** A window every minute begins so often in two days. */
const turnsMax = 3000;

/** The planned work of sites within a range; undefined when there is none of any site. */
export function cutsWithin(maintenance: readonly ActiveSilence[], range: Stretch): CutsOf | undefined {
  const planned = maintenance
    .map(({ match, window }) => ({ match, stretches: stretchesOf(window, range) }))
    .filter(({ stretches }) => stretches.length > 0);
  if (planned.length === 0) return undefined;
  const find = indexBySite(planned);
  return (site) =>
    merged(find(site).flatMap(({ stretches }) => stretches))
      .map(({ fromMs, untilMs }) => ({
        fromSecond: secondOf(fromMs, range),
        untilSecond: secondOf(untilMs, range),
      }))
      .filter((cut) => cut.untilSecond > cut.fromSecond);
}

function secondOf(atMs: number, range: Stretch): number {
  return Math.floor((atMs - range.fromMs) / 1000);
}

/** When a window holds within a range. */
function stretchesOf(window: Window, range: Stretch): readonly Stretch[] {
  switch (window.kind) {
    case "once":
      return clipped(window, range);
    case "cron":
      return merged(turnsOf(window, range).flatMap((turn) => clipped(turn, range)));
    default:
      return window satisfies never;
  }
}

/** The turns of a repeated window that may reach into a range, the latest first. */
function turnsOf(window: Extract<Window, { kind: "cron" }>, range: Stretch): Stretch[] {
  const turns: Stretch[] = [];
  let fromMs = lastCronStart(window, range.untilMs - 1);
  while (fromMs + window.forMs > range.fromMs && turns.length < turnsMax) {
    turns.push({ fromMs, untilMs: fromMs + window.forMs });
    // What begins before the range and reaches into it covers its beginning, whatever began earlier.
    if (fromMs <= range.fromMs) break;
    fromMs = lastCronStart(window, fromMs - 1);
  }
  return turns;
}

function clipped({ fromMs, untilMs }: Stretch, range: Stretch): Stretch[] {
  const clip = { fromMs: Math.max(fromMs, range.fromMs), untilMs: Math.min(untilMs, range.untilMs) };
  return clip.untilMs > clip.fromMs ? [clip] : [];
}

/** The same time in order, without overlaps. */
function merged(stretches: readonly Stretch[]): Stretch[] {
  const apart: Stretch[] = [];
  for (const one of [...stretches].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = apart.at(-1);
    if (last === undefined || one.fromMs > last.untilMs) apart.push(one);
    else apart[apart.length - 1] = { fromMs: last.fromMs, untilMs: Math.max(last.untilMs, one.untilMs) };
  }
  return apart;
}
