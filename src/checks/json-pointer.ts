import type { Json } from "../config/check.ts";
import { isList, isRecord } from "./json-value.ts";

/** An array index as RFC 6901 section 4 writes it: no sign, no leading zero. */
const arrayIndex = /^(?:0|[1-9][0-9]*)$/;

/**
 * The value a JSON Pointer (RFC 6901) names; undefined when there is none. `""` is the whole document; `-`, the element
 * after the last of an array, never exists; only own members count, so `/__proto__` is found where the document has such
 * a name and nowhere else.
 */
export function valueAt(document: Json, pointer: string): Json | undefined {
  const [before, ...tokens] = pointer.split("/");
  if (before !== "") return undefined;
  let value: Json | undefined = document;
  for (const token of tokens) {
    value = memberOf(value, token.replaceAll("~1", "/").replaceAll("~0", "~"));
    if (value === undefined) return undefined;
  }
  return value;
}

function memberOf(parent: Json, name: string): Json | undefined {
  if (isList(parent)) return arrayIndex.test(name) ? parent[Number(name)] : undefined;
  return isRecord(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
}
