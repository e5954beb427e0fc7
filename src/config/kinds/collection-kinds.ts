import type { Json } from "../check.ts";
import type { Node } from "../yaml/node.ts";
import { type Kind, type Report, shapeOf, shown } from "./kind.ts";

/** A list; wrong items are reported and left out. */
export function list<T>(
  item: Kind<T>,
  options: { readonly min?: number; readonly max?: number } = {},
): Kind<readonly T[]> {
  const words = `a list (each ${item.words})`;
  const max = options.max ?? Number.POSITIVE_INFINITY;
  return {
    words,
    item,
    schema: { type: "array", items: item.schema, ...(options.min ? { minItems: options.min } : {}) },
    parse(node, report) {
      if (node.kind !== "list") {
        report.problem(node, `expected a list, each line of it starting with "- ", found ${shapeOf(node)}`);
        return undefined;
      }
      if (node.items.length < (options.min ?? 0)) report.problem(node, `expected at least ${options.min} in this list`);
      if (node.items.length > max)
        report.problem(node, `${node.items.length} in this list: at most ${max} are allowed`);
      return node.items
        .slice(0, max)
        .map((one) => item.parse(one, report))
        .filter((one) => one !== undefined);
    },
  };
}

/** A list, or one value that stands for a list of one. */
export function listOrOne<T>(item: Kind<T>): Kind<readonly T[]> {
  const many = list(item);
  return {
    words: `${item.words}, or a list of them`,
    schema: { anyOf: [item.schema, many.schema] },
    parse(node, report) {
      if (node.kind === "list") return many.parse(node, report);
      const one = item.parse(node, report);
      return one === undefined ? undefined : [one];
    },
  };
}

/** A map from names chosen by the user to values of one kind; `judgeKey` gives what is wrong with a name. */
export function mapOf<T>(
  value: Kind<T>,
  judgeKey: (key: string) => string | undefined = () => undefined,
): Kind<Readonly<Record<string, T>>> {
  const words = `a map (each value ${value.words})`;
  return {
    words,
    item: value,
    schema: { type: "object", additionalProperties: value.schema },
    parse(node, report) {
      if (node.kind !== "map") {
        report.problem(node, `expected a map of "name: value" lines, found ${shapeOf(node)}`);
        return undefined;
      }
      const pairs: [string, T][] = [];
      for (const entry of node.entries) {
        const wrong = judgeKey(entry.key);
        if (wrong !== undefined) report.problem(entry, wrong);
        const parsed = value.parse(entry.value, report);
        if (parsed !== undefined) pairs.push([entry.key, parsed]);
      }
      return Object.fromEntries(pairs);
    },
  };
}

/** Any value that JSON can carry. */
export const json: Kind<Json> = {
  words: "any value",
  schema: {},
  parse: (node, report) => jsonOf(node, report),
};

/** A node as JSON; reports numbers that JSON has no way to write. */
export function jsonOf(node: Node, report: Report): Json {
  if (node.kind === "list") return node.items.map((item) => jsonOf(item, report));
  if (node.kind === "map") {
    return Object.fromEntries(node.entries.map((entry) => [entry.key, jsonOf(entry.value, report)]));
  }
  if (node.kind === "include") return null;
  if (typeof node.value === "number" && !Number.isFinite(node.value)) {
    report.problem(node, `${shown(node)} is a number that JSON does not have`);
    return null;
  }
  return node.value;
}
