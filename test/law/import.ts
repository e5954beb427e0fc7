import { posix } from "node:path";
import type { Source } from "./source.ts";

/** One import statement of a file. */
export interface Import {
  readonly from: string;
  /** A path from the top folder for a file of the project, else the package as written. */
  readonly to: string;
  /** "type" where nothing is left of it at run time. */
  readonly kind: "value" | "type";
}

/** `import … from`, `export … from` and bare `import`, each at the start of a line as the formatter leaves them. */
const statement = /^(?:import|export)\s+(type\s+)?(?:([\w$*{},\s]+?)\s+from\s+)?["']([^"'\n]+)["']/gm;

/** `import()` with a literal, wherever it stands. */
const dynamic = /\bimport\(\s*["']([^"'\n]+)["']/g;

/**
 * The imports of a file. Read with regular expressions: `Bun.Transpiler.scanImports` leaves out imports of types, which
 * the arrows are about too, and TypeScript 7 calls the parser it offers to programs unstable.
 */
export function importsOf({ path, text }: Source): Import[] {
  const stated = Array.from(text.matchAll(statement), ([, type, names = "", to = ""]) => {
    return {
      from: path,
      to: resolved(path, to),
      kind: type === undefined && !allTypes(names) ? "value" : "type",
    } as const;
  });
  const called = Array.from(text.matchAll(dynamic), ([, to = ""]) => {
    return { from: path, to: resolved(path, to), kind: "value" } as const;
  });
  return [...stated, ...called];
}

/** Whether a file of the project is meant, not a package. */
export function isOurs({ to }: Import): boolean {
  return /^(?:src|test|scripts|drizzle|dist)\/|^package\.json$|^\.\./.test(to);
}

function allTypes(names: string): boolean {
  const inner = /^\{([^}]*)\}$/.exec(names.trim())?.[1];
  const each = (inner ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return each.length > 0 && each.every((name) => name.startsWith("type "));
}

function resolved(from: string, to: string): string {
  return to.startsWith(".") ? posix.join(posix.dirname(from), to) : to;
}
