/** Aborts at the first SIGTERM or SIGINT. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => stopping.abort());
  return stopping.signal;
}

/** Aborts when standard input ends: whoever held the other end is gone. */
export function stdinEnd(): AbortSignal {
  const ended = new AbortController();
  process.stdin.once("close", () => ended.abort());
  process.stdin.once("end", () => ended.abort());
  process.stdin.resume();
  return ended.signal;
}

/** Resolves when `signal` aborts. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
