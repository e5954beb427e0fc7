import { coreValue } from "./core-scalar.ts";
import { readFlow, skipBlanks } from "./flow-value.ts";
import type { Node, ScalarNode } from "./node.ts";
import type { SourceFile } from "./source-file.ts";

/** Characters that start something else than plain text. */
const indicators = new Set([..."&*!|>%@`,[]{}#?:-\"'"]);

/** Where a value stands: from `at` to the end of its line, `depth` collections deep. */
export interface Span {
  readonly at: number;
  readonly to: number;
  readonly depth: number;
}

/** Reads a value that stands whole on one line; undefined for what only the full reader can judge. */
export function readValue(file: SourceFile, span: Span): Node | undefined {
  const { text } = file;
  const first = text[span.at] ?? "";
  if (first === '"' || first === "'" || first === "[" || first === "{") {
    const reached = readFlow(file, span);
    return reached !== undefined && isRestEmpty(text, reached.next, span.to) ? reached.node : undefined;
  }
  if (text.startsWith("!include ", span.at)) return readInclude(file, span);
  if (indicators.has(first) && !startsNegative(text, span)) return undefined;
  return readPlain(file, span);
}

/** A dash starts plain text unless a space or another dash follows. */
function startsNegative(text: string, { at, to }: Span): boolean {
  const second = text[at + 1] ?? "";
  return text[at] === "-" && at + 1 < to && second > " " && second !== "-";
}

function readPlain(file: SourceFile, { at, to }: Span): ScalarNode | undefined {
  let text = file.text.slice(at, to);
  const comment = text.indexOf(" #");
  if (comment >= 0) text = text.slice(0, comment).trimEnd();
  if (text.includes(": ") || text.endsWith(":") || text.includes("\t")) return undefined;
  return { kind: "scalar", file, at, text, value: coreValue(text) };
}

function readInclude(file: SourceFile, { at, to, depth }: Span): Node | undefined {
  const path = readValue(file, { at: skipBlanks(file.text, at + "!include".length), to, depth });
  if (path?.kind !== "scalar" || path.text === "") return undefined;
  return { kind: "include", file, at: path.at, pattern: path.text };
}

/** Whether nothing but a comment follows. */
function isRestEmpty(text: string, from: number, to: number): boolean {
  if (from >= to) return true;
  const next = skipBlanks(text, from);
  return next >= to || (next > from && text[next] === "#");
}
