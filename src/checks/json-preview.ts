import { cleanText } from "../base/clean-text.ts";
import type { Json } from "../config/check.ts";
import { isList, isRecord } from "./json-value.ts";

const depthMax = 3;
const membersMax = 10;
const charactersMax = 150;

/** A value as JSON for a message: whatever is deep, long or wide is cut, so that its cost does not depend on its size. */
export function previewJson(value: Json): string {
  return cleanText(JSON.stringify(pruned(value, depthMax)), charactersMax);
}

function pruned(value: Json, depth: number): Json {
  if (typeof value === "string") return cleanText(value, charactersMax);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (isList(value)) return depth === 0 ? "…" : prunedList(value, depth);
  if (isRecord(value)) return depth === 0 ? "…" : prunedRecord(value, depth);
  return value;
}

function prunedList(list: readonly Json[], depth: number): Json {
  const kept = list.slice(0, membersMax).map((each) => pruned(each, depth - 1));
  return list.length > membersMax ? [...kept, "…"] : kept;
}

function prunedRecord(record: Readonly<Record<string, Json>>, depth: number): Json {
  const members = Object.entries(record);
  const kept = members.slice(0, membersMax).map(([name, each]) => [name, pruned(each, depth - 1)] as const);
  return Object.fromEntries(members.length > membersMax ? [...kept, ["…", "…"] as const] : kept);
}
