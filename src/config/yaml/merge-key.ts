import type { Problem } from "../problem.ts";
import type { Entry, Node } from "./node.ts";
import { problemAt } from "./source-file.ts";

/** The key whose value lends its entries to the map. */
export const mergeKey = "<<";

/** Replaces `<<` by the entries of the map, or maps, it names; keys of the map itself and earlier maps win. */
export function mergeEntries(entries: readonly Entry[]): {
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
} {
  if (!entries.some((entry) => entry.key === mergeKey)) return { entries, problems: [] };
  const own = entries.filter((entry) => entry.key !== mergeKey);
  const taken = new Set(own.map((entry) => entry.key));
  const problems: Problem[] = [];
  const inherited: Entry[] = [];
  for (const merge of entries.filter((entry) => entry.key === mergeKey)) {
    const sources: readonly Node[] = merge.value.kind === "list" ? merge.value.items : [merge.value];
    for (const source of sources) {
      if (source.kind !== "map") problems.push(problemAt(merge, "<< needs a map, or a list of maps"));
      else for (const entry of source.entries) if (!taken.has(entry.key)) inherited.push(take(taken, entry));
    }
  }
  return { entries: [...own, ...inherited], problems };
}

function take(taken: Set<string>, entry: Entry): Entry {
  taken.add(entry.key);
  return entry;
}
