import type { Clock } from "../../base/clock.ts";

/** Values that are asked for often and may be a little old. */
export interface ShortMemory<Value extends object> {
  /** What is remembered of a key, else what `load` finds; what is not there is never remembered. */
  get(key: string, load: () => Promise<Value | undefined>): Promise<Value | undefined>;
  /** Asks anew from now on. */
  forget(): void;
}

export interface ShortMemoryOptions {
  /** A value is at most so old, counted from before it was asked for. */
  readonly lifeMs: number;
  /** The oldest is forgotten first. */
  readonly entriesMax: number;
  readonly clock: Clock;
}

/** A memory of bounded size. Those who ask for a key at the same time share one answer. */
export function createShortMemory<Value extends object>(options: ShortMemoryOptions): ShortMemory<Value> {
  const { lifeMs, entriesMax, clock } = options;
  const entries = new Map<string, { readonly atMs: number; readonly value: Promise<Value | undefined> }>();

  function remember(key: string, value: Promise<Value | undefined>): void {
    const entry = { atMs: clock.monotonicMs(), value };
    entries.delete(key);
    entries.set(key, entry);
    const drop = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    value.then((found) => found ?? drop(), drop);
    for (const oldest of entries.keys()) {
      if (entries.size <= entriesMax) break;
      entries.delete(oldest);
    }
  }

  return {
    get(key, load) {
      const known = entries.get(key);
      if (known !== undefined && clock.monotonicMs() - known.atMs < lifeMs) return known.value;
      const value = load();
      remember(key, value);
      return value;
    },
    forget: () => entries.clear(),
  };
}
