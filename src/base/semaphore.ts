/** A place that was taken; disposing gives it back. */
export interface Place extends Disposable {}

/** At most `limit` places taken at once; those who wait are served in the order they came. */
export interface Semaphore {
  /** Resolves when a place is free; rejects with the signal's reason when it aborts first. */
  take(signal: AbortSignal): Promise<Place>;
  /** Changes the limit; places already taken beyond it are not revoked. */
  resize(limit: number): void;
  readonly taken: number;
}

/** A first-in first-out semaphore. */
export function createSemaphore(initialLimit: number): Semaphore {
  const waiting = new Set<() => void>();
  let limit = initialLimit;
  let taken = 0;

  function serve(): void {
    for (const next of waiting) {
      if (taken >= limit) return;
      waiting.delete(next);
      taken += 1;
      next();
    }
  }

  function place(): Place {
    let held = true;
    return {
      [Symbol.dispose]() {
        if (!held) return;
        held = false;
        taken -= 1;
        serve();
      },
    };
  }

  return {
    async take(signal) {
      signal.throwIfAborted();
      if (taken < limit) {
        taken += 1;
        return place();
      }
      return await queued(waiting, signal).then(place);
    },
    resize(next) {
      limit = next;
      serve();
    },
    get taken() {
      return taken;
    },
  };
}

function queued(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      waiting.delete(ready);
      reject(signal.reason);
    };
    const ready = () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    };
    waiting.add(ready);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
