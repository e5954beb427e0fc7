import type { Import } from "./import.ts";

/** The files of one import cycle, the first again at the end; undefined where there is none. Imports of types count. */
export function findCycle(imports: readonly Import[]): string[] | undefined {
  const graph = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();

  function visit(path: string, trail: readonly string[]): string[] | undefined {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const { to } of graph.get(path) ?? []) {
      const cycle = visit(to, [...trail, path]);
      if (cycle !== undefined) return cycle;
    }
    done.add(path);
    return undefined;
  }

  for (const path of graph.keys()) {
    const cycle = visit(path, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
