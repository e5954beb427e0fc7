/** Asks again and again until `ask` gives something other than undefined; throws after `limitMs`. Each question takes its time. */
export async function until<T>(ask: () => Promise<T | undefined>, limitMs = 4000): Promise<T> {
  const endMs = performance.now() + limitMs;
  while (performance.now() < endMs) {
    const found = await ask();
    if (found !== undefined) return found;
  }
  throw new Error(`waited ${limitMs} ms in vain`);
}
