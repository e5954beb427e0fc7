import type { Problem } from "../problem.ts";
import type { Place, SourceFile } from "./source-file.ts";
import { problemAt } from "./source-file.ts";

/** Levels of maps and lists in one another at most. */
export const depthMax = 32;

export interface ScalarNode extends Place {
  readonly kind: "scalar";
  /** What a reader of text gets: the characters as written, without quotes; a number keeps its digits (`1.10`). */
  readonly text: string;
  /** The value by YAML's core schema. */
  readonly value: null | boolean | number | string;
  /** Present when variables were replaced: the text before, the only form that may be shown. */
  readonly written?: string;
}

export interface ListNode extends Place {
  readonly kind: "list";
  readonly items: readonly Node[];
}

/** One `key: value` of a map; its place is the key's. */
export interface Entry extends Place {
  readonly key: string;
  readonly value: Node;
}

export interface MapNode extends Place {
  readonly kind: "map";
  /** In file order; a key may stand twice, which is a problem already reported. */
  readonly entries: readonly Entry[];
}

/** `!include pattern`, before it is replaced by what it names. */
export interface IncludeNode extends Place {
  readonly kind: "include";
  readonly pattern: string;
}

/** A piece of YAML with its place. Anchored nodes are shared, so the tree may be a graph, without cycles. */
export type Node = ScalarNode | ListNode | MapNode | IncludeNode;

/** An empty value, at the place of the key or dash that has none. */
export function emptyNode(file: SourceFile, at: number): ScalarNode {
  return { kind: "scalar", file, at, text: "", value: null };
}

/** Whether nothing stands after a key or a dash. */
export function isEmpty(node: Node): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** Whether a key stands in a map and something after it. */
export function says(map: MapNode, key: string): boolean {
  return map.entries.some((entry) => entry.key === key && !isEmpty(entry.value));
}

/** A problem for each key that stands twice in a map. */
export function duplicateKeys(entries: readonly Entry[]): readonly Problem[] {
  if (!hasDuplicate(entries)) return [];
  const first = new Map<string, Entry>();
  const problems: Problem[] = [];
  for (const entry of entries) {
    const earlier = first.get(entry.key);
    if (earlier === undefined) first.set(entry.key, entry);
    else {
      const { line } = problemAt(earlier, "");
      problems.push(problemAt(entry, `the key "${entry.key}" stands twice: first on line ${line}`));
    }
  }
  return problems;
}

/** Small maps are compared pairwise: 10,000 sites have 50,000 of them, and a set for each costs 30 ms. */
function hasDuplicate(entries: readonly Entry[]): boolean {
  if (entries.length > 12) return new Set(entries.map((entry) => entry.key)).size < entries.length;
  for (let index = 1; index < entries.length; index++) {
    const key = entries[index]?.key;
    for (let before = 0; before < index; before++) if (entries[before]?.key === key) return true;
  }
  return false;
}
