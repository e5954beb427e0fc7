import type { Clock } from "../base/clock.ts";

/** Answers that several may have. */
export interface Shared<T> {
  /** Makes what a key stands for, or gives what was made for it a moment ago. */
  get(key: string, make: () => Promise<T>): Promise<T>;
  /** Has everything made anew for who asks from now on, also what is being made. */
  forget(): void;
}

export interface SharedOptions<T> {
  readonly clock: Pick<Clock, "monotonicMs">;
  /** An answer is at most so old, in milliseconds, counted from when it was asked for. */
  readonly keepMs: number;
  /** The key asked for longest ago leaves first where there are more. */
  readonly keysMax: number;
  /** Which answers are kept after those who asked for them have them; undefined for all. A failure never is. */
  readonly isKept?: (answer: T) => boolean;
}

/**
 * Lets all who ask within `keepMs` have the same answer, those that ask while it is made included: cost does not grow with
 * the number of visitors.
 */
export function shareBriefly<T>({ clock, keepMs, keysMax, isKept }: SharedOptions<T>): Shared<T> {
  const known = new Map<string, { readonly untilMs: number; readonly answer: Promise<T> }>();

  function remember(key: string, answer: Promise<T>): void {
    const entry = { untilMs: clock.monotonicMs() + keepMs, answer };
    known.set(key, entry);
    const drop = () => {
      if (known.get(key) === entry) known.delete(key);
    };
    answer.then((made) => isKept?.(made) === false && drop(), drop);
    for (const oldest of known.keys()) {
      if (known.size <= keysMax) break;
      known.delete(oldest);
    }
  }

  return {
    async get(key, make) {
      const found = known.get(key);
      known.delete(key);
      if (found !== undefined && clock.monotonicMs() < found.untilMs) {
        known.set(key, found);
        return await found.answer;
      }
      const answer = make();
      remember(key, answer);
      return await answer;
    },
    forget: () => known.clear(),
  };
}
