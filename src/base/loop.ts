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

export interface LoopOptions {
  /** Rest between the end of one turn and the start of the next, in milliseconds. */
  readonly everyMs: number;
  /** Told of a turn that threw; the loop goes on. */
  readonly onError: (thrown: unknown) => void;
}

/** Runs `turn` again and again until disposed; disposing waits for the turn under way. */
export function startLoop(turn: (signal: AbortSignal) => Promise<void>, options: LoopOptions): AsyncDisposable {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await turn(stopping.signal).catch((thrown: unknown) => {
        if (!stopping.signal.aborted) options.onError(thrown);
      });
      await pause(options.everyMs, stopping.signal);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
