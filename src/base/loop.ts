import { setTimeout as wait } from "node:timers/promises";

/** Resolves after `ms` (at once for zero or less), or at once when `signal` aborts. Never rejects: the caller looks at the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || ms <= 0) return;
  await wait(ms, undefined, { signal }).catch(() => undefined);
}

/** A random duration in milliseconds from zero up to `ceilingMs`, for full jitter. */
export function jitter(ceilingMs: number): number {
  return Math.random() * ceilingMs;
}

/** A loop that ended although nothing stopped it: a bug. `cause` is what it threw, if it threw. */
export class LoopEnded extends Error {
  override readonly name = "LoopEnded";

  constructor(
    /** What the loop does, in a word or two. */
    readonly loop: string,
    options?: { readonly cause?: unknown },
  ) {
    super(`the loop "${loop}" ended by itself`, options);
  }
}

/**
 * Runs `work`, a loop that ends only once `signal` has aborted. When it returns or throws before, the promise rejects with
 * LoopEnded. No caller catches that: as an unhandled rejection it reaches the guard of the process, which ends the process,
 * since one that lives without one of its loops looks well and does nothing.
 */
export async function runLoop(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new LoopEnded(name, { cause });
  }
  if (!signal.aborted) throw new LoopEnded(name);
}

export interface LoopOptions {
  /** What the loop does, in a word or two. */
  readonly name: string;
  /** Rest between the end of one turn and the start of the next, in milliseconds. */
  readonly everyMs: number;
  /** Called with what a turn threw; the loop goes on, unless this throws too: then it ends as `runLoop` says. */
  readonly onError: (thrown: unknown) => void;
}

/** Runs `turn` again and again until disposed; disposing waits for the turn under way. */
export function startLoop(turn: (signal: AbortSignal) => Promise<void>, options: LoopOptions): AsyncDisposable {
  const { name, everyMs, onError } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = runLoop(name, signal, async () => {
    while (!signal.aborted) {
      try {
        await turn(signal);
      } catch (thrown) {
        if (!signal.aborted) onError(thrown);
      }
      await pause(everyMs, signal);
    }
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
