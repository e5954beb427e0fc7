import { coreValue } from "./core-scalar.ts";
import { mergeKey } from "./merge-key.ts";
import { depthMax, duplicateKeys, type Entry, type Node, type ScalarNode } from "./node.ts";
import type { SourceFile } from "./source-file.ts";

/** A value and the offset of the first character after it. */
export interface Reached {
  readonly node: Node;
  readonly next: number;
}

/** Where to read: from `at`, never past `to`, `depth` collections deep. */
export interface Cursor {
  readonly at: number;
  readonly to: number;
  readonly depth: number;
}

const doubleQuoted = /"(?:[^"\\\t\n]|\\["\\/bfnrt])*"/y;
const singleQuoted = /'(?:[^'\t\n]|'')*'/y;
const plain = /(?:[^\s,[\]{}#:&*!|>'"%@`?-]|-(?=[0-9]))(?:[^,[\]{}#:\t\n]|:(?![\s,[\]{}"']))*/y;
const blanks = / */y;

/** Reads a quoted text, or a collection in brackets, that ends on its own line; undefined for what it does not know. */
export function readFlow(file: SourceFile, cursor: Cursor): Reached | undefined {
  const first = file.text[cursor.at];
  if ((first === "[" || first === "{") && cursor.depth >= depthMax) return undefined;
  if (first === "[") return readFlowList(file, cursor);
  if (first === "{") return readFlowMap(file, cursor);
  return readFlowScalar(file, cursor);
}

function readFlowList(file: SourceFile, { at, to, depth }: Cursor): Reached | undefined {
  const items: Node[] = [];
  for (let next = skipBlanks(file.text, at + 1); next < to; ) {
    if (file.text[next] === "]") return { node: { kind: "list", file, at, items }, next: next + 1 };
    const item = readFlow(file, { at: next, to, depth: depth + 1 });
    if (item === undefined) return undefined;
    items.push(item.node);
    const end = afterItem(file.text, item.next, "]");
    if (end === undefined) return undefined;
    next = end;
  }
  return undefined;
}

function readFlowMap(file: SourceFile, { at, to, depth }: Cursor): Reached | undefined {
  const entries: Entry[] = [];
  for (let next = skipBlanks(file.text, at + 1); next < to; ) {
    if (file.text[next] === "}") {
      if (duplicateKeys(entries).length > 0) return undefined;
      return { node: { kind: "map", file, at, entries }, next: next + 1 };
    }
    const key = readFlowScalar(file, { at: next, to, depth });
    if (key === undefined || key.node.text === mergeKey || !file.text.startsWith(": ", key.next)) return undefined;
    const value = readFlow(file, { at: skipBlanks(file.text, key.next + 1), to, depth: depth + 1 });
    if (value === undefined) return undefined;
    entries.push({ file, at: next, key: key.node.text, value: value.node });
    const end = afterItem(file.text, value.next, "}");
    if (end === undefined) return undefined;
    next = end;
  }
  return undefined;
}

/** Where the next item or the closing bracket stands; undefined when neither follows. */
function afterItem(text: string, from: number, close: string): number | undefined {
  const next = skipBlanks(text, from);
  if (text[next] === close) return next;
  return text[next] === "," ? skipBlanks(text, next + 1) : undefined;
}

function readFlowScalar(file: SourceFile, { at, to }: Cursor): { node: ScalarNode; next: number } | undefined {
  const first = file.text[at];
  const pattern = first === '"' ? doubleQuoted : first === "'" ? singleQuoted : plain;
  pattern.lastIndex = at;
  const written = pattern.exec(file.text)?.[0];
  if (written === undefined || at + written.length > to) return undefined;
  const next = at + written.length;
  if (pattern === plain) {
    const text = written.trimEnd();
    return { node: { kind: "scalar", file, at, text, value: coreValue(text) }, next };
  }
  const text = first === '"' ? unescaped(written) : written.slice(1, -1).replaceAll("''", "'");
  return { node: { kind: "scalar", file, at, text, value: text }, next };
}

/** The pattern let only escapes through that JSON has too. */
function unescaped(written: string): string {
  return written.includes("\\") ? String(JSON.parse(written)) : written.slice(1, -1);
}

/** Offset of the first character at or after `from` that is not a space. */
export function skipBlanks(text: string, from: number): number {
  blanks.lastIndex = from;
  return from + (blanks.exec(text)?.[0].length ?? 0);
}
