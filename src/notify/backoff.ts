/** Milliseconds to rest after a failure: at least, and at most. */
const restMinMs = 10_000;
const restMaxMs = 15 * 60_000;

/** Another side may ask for so much time at most, in milliseconds. */
const askedMaxMs = 60 * 60_000;

/** After so long without success a message is given up, in milliseconds. */
export const giveUpAfterMs = 24 * 60 * 60_000;

/** How long to let a recipient be that has been failing for `failingMs`; `chance` is from 0 to 1, so that many do not return at once. */
export function restMs(failingMs: number, chance: number): number {
  const full = Math.min(restMaxMs, Math.max(restMinMs, failingMs / 4));
  return full * (0.5 + chance / 2);
}

/** What the other side asked for, as far as it is heeded. */
export function heededMs(retryAfterMs: number | undefined): number | undefined {
  return retryAfterMs === undefined ? undefined : Math.min(askedMaxMs, Math.max(0, retryAfterMs));
}
