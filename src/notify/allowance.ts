import type { Pace } from "../config/notifications.ts";

/**
 * Milliseconds until one more message may go to a recipient; zero for now. `sentAgesMs` says how long ago the last ones
 * within the limit's time were sent, newest first, as many as the limit at most. The last of several messages is kept for
 * the second half of the time, so that a recipient is not told everything at its beginning and nothing after.
 */
export function heldBackMs(sentAgesMs: readonly number[], limit: NonNullable<Pace["limit"]>): number {
  const oldest = sentAgesMs.at(-1);
  const left = limit.messages - sentAgesMs.length;
  if (oldest === undefined || left > 1) return 0;
  return Math.max(0, (left === 1 ? limit.withinMs / 2 : limit.withinMs) - oldest);
}
