import { shownText } from "../../base/secrets/shown-url.ts";
import type { Problem } from "../problem.ts";

/** The decoded text of one configuration file. */
export interface SourceFile {
  /** The path as a person would write it from where the program runs. */
  readonly name: string;
  readonly text: string;
}

/** A point of a file: where a problem is shown. `at` is an offset into the text, in UTF-16 units. */
export interface Place {
  readonly file: SourceFile;
  readonly at: number;
}

const lineStartsOf = new WeakMap<SourceFile, readonly number[]>();

/** A problem at a place. Addresses in its message stand there without their secrets. */
export function problemAt(place: Place, message: string): Problem {
  const { line, column } = positionOf(place);
  return { file: place.file.name, line, column, message: shownText(message) };
}

/** `file:line` of a place. */
export function fileAndLine(place: Place): string {
  return `${place.file.name}:${positionOf(place).line}`;
}

/** Line and column of a place, from 1. Lines are found once per file, and only when something asks. */
export function positionOf({ file, at }: Place): { readonly line: number; readonly column: number } {
  const starts = lineStarts(file);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
}

function lineStarts(file: SourceFile): readonly number[] {
  const known = lineStartsOf.get(file);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = file.text.indexOf("\n"); at >= 0; at = file.text.indexOf("\n", at + 1)) starts.push(at + 1);
  lineStartsOf.set(file, starts);
  return starts;
}
