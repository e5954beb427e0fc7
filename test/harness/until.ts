import { waitLimitMs } from "./limits.ts";

/** Asks again and again until `ask` gives something other than undefined; throws in the end. Each question takes its time. */
export async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const endMs = performance.now() + waitLimitMs;
  while (performance.now() < endMs) {
    const found = await ask();
    if (found !== undefined) return found;
  }
  throw new Error(`waited ${waitLimitMs / 1000} s in vain`);
}
