import type { Clock } from "../base/clock.ts";

/** Answers that several may have. */
export interface Shared<T> {
  /** Makes what a key stands for, or gives what was made for it a moment ago. */
  get(key: string, make: () => Promise<T>): Promise<T>;
  /** Has everything made anew for who asks from now on, also what is being made. */
  forget(): void;
}

/**
 * Lets all who ask within `keepMs` have the same answer, those that ask while it is made included: cost does not grow with
 * the number of visitors. The key asked for longest ago leaves first where there are more than `keysMax`. A failure is not kept.
 */
export function shareBriefly<T>(limits: {
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly keepMs: number;
  readonly keysMax: number;
}): Shared<T> {
  const { clock, keepMs, keysMax } = limits;
  const known = new Map<string, { readonly untilMs: number; readonly value: Promise<T> }>();
  return {
    async get(key, make) {
      const found = known.get(key);
      known.delete(key);
      if (found !== undefined && clock.monotonicMs() < found.untilMs) {
        known.set(key, found);
        return await found.value;
      }
      const made = { untilMs: clock.monotonicMs() + keepMs, value: make() };
      known.set(key, made);
      for (const oldest of known.keys()) {
        if (known.size <= keysMax) break;
        known.delete(oldest);
      }
      return await made.value.catch((thrown: unknown) => {
        if (known.get(key) === made) known.delete(key);
        throw thrown;
      });
    },
    forget: () => known.clear(),
  };
}
