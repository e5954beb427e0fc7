/** The lines that carry content, without blank and comment lines: line i is `text.slice(start[i], end[i])`. */
export interface Lines {
  readonly count: number;
  /** Offset of the first character that is not a space. */
  readonly start: Int32Array;
  /** Offset after the last character that is not a space; a comment at the end of the line is still inside. */
  readonly end: Int32Array;
  /** Spaces before the content. */
  readonly indent: Int32Array;
}

const space = 0x20;
const tab = 0x09;
const newline = 0x0a;
const carriageReturn = 0x0d;
const hash = 0x23;

/** Splits into content lines; undefined where a line is indented with a tab, which only the full reader may judge. */
export function splitLines(text: string): Lines | undefined {
  const capacity = countLines(text);
  const start = new Int32Array(capacity);
  const end = new Int32Array(capacity);
  const indent = new Int32Array(capacity);
  let count = 0;
  for (let from = 0; from < text.length; ) {
    let to = text.indexOf("\n", from);
    if (to < 0) to = text.length;
    let first = from;
    while (first < to && text.charCodeAt(first) === space) first++;
    let last = to;
    while (last > first && isBlank(text.charCodeAt(last - 1))) last--;
    const code = text.charCodeAt(first);
    if (code === tab) return undefined;
    if (last > first && code !== hash) {
      start[count] = first;
      end[count] = last;
      indent[count] = first - from;
      count++;
    }
    from = to + 1;
  }
  return { count, start, end, indent };
}

function isBlank(code: number): boolean {
  return code === space || code === carriageReturn || code === tab;
}

function countLines(text: string): number {
  let count = 1;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) === newline) count++;
  return count;
}
