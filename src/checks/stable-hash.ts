/**
 * A 32-bit hash of a text's UTF-8 bytes: FNV-1a, its bits mixed by the last step of MurmurHash3 so that texts which differ
 * in one letter land far apart. The same on every machine and in every version: schedules are built on it.
 */
export function stableHash(text: string): number {
  return mix(fnv1a(new TextEncoder().encode(text)));
}

/** FNV-1a with 32 bits, as an unsigned number (draft-eastlake-fnv). */
export function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function mix(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}
