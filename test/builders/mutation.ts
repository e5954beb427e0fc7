/** Numbers from 0 to 1 that are the same in every run: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const fragments = [
  ..." \n:-#'\"[]{},&*!|>%@?~0a\t\\",
  ": ",
  " #",
  "- ",
  "\n  ",
  "\n- ",
  "&a ",
  "*a",
  "!include x",
  `$\{X}`,
  "$${",
  "---\n",
  "...\n",
  "\r\n",
  "<<: ",
  "null",
  "1e3",
  "__proto__: ",
  "\u0000",
  "\ufeff",
  "\u2028",
  "\u0085",
];

/** A text with one to four pieces put in, taken out, doubled or swapped. */
export function mutated(text: string, random: () => number): string {
  const times = 1 + Math.floor(random() * 4);
  let so = text;
  for (let time = 0; time < times; time++) so = mutatedOnce(so, random);
  return so;
}

function mutatedOnce(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1));
  const length = 1 + Math.floor(random() * 6);
  const piece = text.slice(at, at + length);
  switch (Math.floor(random() * 4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + piece + text.slice(at);
    case 2:
      return text.slice(0, at) + (text[at + 1] ?? "") + (text[at] ?? "") + text.slice(at + 2);
    default:
      return text.slice(0, at) + (fragments[Math.floor(random() * fragments.length)] ?? "") + text.slice(at);
  }
}
