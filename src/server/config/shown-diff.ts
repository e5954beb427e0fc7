import { shownUrl } from "../../base/secrets/shown-url.ts";
import type { ChangedTarget, ConfigDiff } from "../../contract/v1/configuration.ts";

/** Targets that the difference of one revision names at most. */
export const shownTargetsMax = 200;

interface Place {
  readonly domain: string;
  readonly method: string;
  readonly url: string;
}

/** What changed as people see it: without what opens doors. */
export function shownDiff(places: Readonly<Record<keyof ConfigDiff, readonly Place[]>>): ConfigDiff {
  return {
    added: places.added.map(shownTarget),
    changed: places.changed.map(shownTarget),
    removed: places.removed.map(shownTarget),
  };
}

function shownTarget({ domain, method, url }: Place): ChangedTarget {
  return { domain: shownUrl(domain), method, url: shownUrl(url) };
}

/** How many of each kind are named when `max` are in all: as many of each, and what one does not need goes to the others. */
export function sharesOf(
  counts: Readonly<Record<keyof ConfigDiff, number>>,
  max: number,
): Record<keyof ConfigDiff, number> {
  const shares = { added: 0, changed: 0, removed: 0 };
  const kinds = (["added", "changed", "removed"] as const).toSorted((a, b) => counts[a] - counts[b]);
  let left = max;
  for (const [index, kind] of kinds.entries()) {
    shares[kind] = Math.min(counts[kind], Math.floor(left / (kinds.length - index)));
    left -= shares[kind];
  }
  return shares;
}
