import { type Alias, isAlias, isMap, isPair, isScalar, isSeq, type Scalar } from "yaml";
import type { Problem } from "../problem.ts";
import { mergeEntries, mergeKey } from "./merge-key.ts";
import { duplicateKeys, type Entry, emptyNode, type Node, type ScalarNode } from "./node.ts";
import type { Reading } from "./reading.ts";
import { problemAt, type SourceFile } from "./source-file.ts";

/** Nodes that aliases may stand for in all, counted with the aliases inside them: stops exponential growth. */
export const aliasedNodesMax = 100_000;

/** Turns the library's document into our tree. Its depth is already known to be small. */
export function treeOf(file: SourceFile, contents: unknown): Reading {
  const tree = new TreeBuilder(file);
  const root = tree.build(contents, 0);
  return tree.problems.length > 0 ? { root, problems: tree.problems } : { root, problems: [] };
}

interface Sized {
  readonly node: Node;
  /** Nodes in it, aliases counted as what they stand for. */
  readonly size: number;
}

class TreeBuilder {
  readonly problems: Problem[] = [];
  readonly #file: SourceFile;
  /** By name; "open" while the anchored node itself is being built. */
  readonly #anchors = new Map<string, Sized | "open">();
  #size = 0;
  #aliased = 0;

  constructor(file: SourceFile) {
    this.#file = file;
  }

  /** `ownerAt` is the place of the key or dash, for an empty value. */
  build(source: unknown, ownerAt: number): Node {
    if (isAlias(source)) return this.#resolve(source);
    const anchor = anchorOf(source);
    if (anchor !== undefined) this.#anchors.set(anchor, "open");
    const before = this.#size;
    const node = this.#plain(source, ownerAt);
    this.#size++;
    if (anchor !== undefined) this.#anchors.set(anchor, { node, size: this.#size - before });
    return node;
  }

  #plain(source: unknown, ownerAt: number): Node {
    const file = this.#file;
    if (isScalar(source)) return this.#scalar(source, ownerAt);
    if (isSeq(source)) {
      const at = source.range?.[0] ?? ownerAt;
      return { kind: "list", file, at, items: source.items.map((item) => this.build(item, startOf(item) ?? at)) };
    }
    if (!isMap(source)) return emptyNode(file, ownerAt);
    const entries = source.items.map((pair) => this.#entry(pair, ownerAt));
    this.problems.push(...duplicateKeys(entries.filter((entry) => entry.key !== mergeKey)));
    const merged = mergeEntries(entries);
    this.problems.push(...merged.problems);
    return { kind: "map", file, at: source.range?.[0] ?? ownerAt, entries: merged.entries };
  }

  #entry(pair: unknown, mapAt: number): Entry {
    const file = this.#file;
    if (!isPair(pair)) return { file, at: mapAt, key: "", value: emptyNode(file, mapAt) };
    const at = startOf(pair.key) ?? mapAt;
    if (!isScalar(pair.key)) this.problems.push(problemAt({ file, at }, "a key must be plain text"));
    const key = isScalar(pair.key) ? String(pair.key.value ?? "") : "";
    return { file, at, key, value: this.build(pair.value, at) };
  }

  #scalar(source: Scalar, ownerAt: number): Node {
    const file = this.#file;
    const at = source.range?.[0] ?? ownerAt;
    const written = source.source ?? "";
    if (source.tag === "!include") return { kind: "include", file, at, pattern: written };
    if (source.type === "PLAIN" && written === "" && source.value === null) return emptyNode(file, ownerAt);
    const { value } = source;
    const isKnown = value === null || ["boolean", "number", "string"].includes(typeof value);
    return { kind: "scalar", file, at, text: written, value: isKnown ? knownValue(value) : written };
  }

  #resolve(alias: Alias): Node {
    const file = this.#file;
    const at = alias.range?.[0] ?? 0;
    const target = this.#anchors.get(alias.source);
    const refuse = (message: string): Node => {
      this.problems.push(problemAt({ file, at }, message));
      return emptyNode(file, at);
    };
    if (target === undefined)
      return refuse("no anchor of this name before this alias; a text that begins with * needs quotes");
    if (target === "open") return refuse("the anchor of this alias contains itself");
    if (this.#aliased + target.size > aliasedNodesMax) {
      if (this.#aliased > aliasedNodesMax) return emptyNode(file, at);
      this.#aliased = aliasedNodesMax + 1;
      return refuse(`the aliases up to here stand for more than ${aliasedNodesMax} values`);
    }
    this.#aliased += target.size;
    this.#size += target.size;
    return target.node;
  }
}

function anchorOf(source: unknown): string | undefined {
  return isScalar(source) || isMap(source) || isSeq(source) ? source.anchor : undefined;
}

function startOf(source: unknown): number | undefined {
  return isScalar(source) || isMap(source) || isSeq(source) || isAlias(source) ? source.range?.[0] : undefined;
}

function knownValue(value: unknown): ScalarNode["value"] {
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") return value;
  return null;
}
