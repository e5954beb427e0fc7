import type { Clock } from "../../base/clock.ts";
import { createSemaphore, type Place } from "../../base/semaphore.ts";

/**
 * How many queries may be fresh in the sockets of resolvers. A local dnsmasq has a buffer for a few hundred datagrams, a
 * small router for a dozen: more at once are dropped without a word. So the limit grows with replies and shrinks by loss,
 * as TCP's does (RFC 5681).
 */
export interface QueryWindow {
  take(): Promise<Place>;
  /** A reply came to the first try. */
  replied(): void;
  /** A reply came to a later try only: an earlier one was lost. */
  lost(): void;
}

const initial = 8;
const least = 2;
const most = 64;

const never = new AbortController().signal;

/** Queries that were lost together are one loss, in milliseconds. */
const lossEveryMs = 500;

/** A window that has learned nothing yet. */
export function createQueryWindow(clock: Clock): QueryWindow {
  let limit: number = initial;
  let lostAtMs = Number.NEGATIVE_INFINITY;
  const places = createSemaphore(limit);
  const resize = (next: number) => {
    limit = Math.max(least, Math.min(most, next));
    places.resize(Math.floor(limit));
  };
  return {
    take: () => places.take(never),
    replied: () => resize(limit + 1 / limit),
    lost() {
      const nowMs = clock.monotonicMs();
      if (nowMs - lostAtMs < lossEveryMs) return;
      lostAtMs = nowMs;
      resize(limit / 2);
    },
  };
}
