import type { Json } from "../config/check.ts";

/** Whether a value is a JSON array. */
export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether a value is a JSON object. */
export function isRecord(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Deep equality of JSON values: types count (`1` is not `true`), the order of names does not. Numbers are compared as
 * the doubles they parse to. Walks with a list of its own instead of the stack, so that depth costs nothing.
 */
export function jsonEqual(left: Json, right: Json): boolean {
  const pending: Pair[] = [[left, right]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const inner = innerPairs(...pair);
    if (inner === undefined) return false;
    for (const each of inner) pending.push(each);
  }
  return true;
}

type Pair = readonly [left: Json, right: Json];

/** The pairs that must be equal for two values to be; undefined when they are not, whatever is inside. */
function innerPairs(left: Json, right: Json): Iterable<Pair> | undefined {
  if (isList(left)) return isList(right) ? listPairs(left, right) : undefined;
  if (isRecord(left)) return isRecord(right) ? recordPairs(left, right) : undefined;
  return left === right ? [] : undefined;
}

function listPairs(left: readonly Json[], right: readonly Json[]): Pair[] | undefined {
  if (left.length !== right.length) return undefined;
  return left.map((each, index) => [each, right[index] ?? null]);
}

function recordPairs(left: Readonly<Record<string, Json>>, right: Readonly<Record<string, Json>>): Pair[] | undefined {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length || !names.every((name) => Object.hasOwn(right, name)))
    return undefined;
  return names.map((name) => [left[name] ?? null, right[name] ?? null]);
}
