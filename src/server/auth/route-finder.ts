import { Memoirist } from "memoirist";
import { type Access, accessTable } from "./access.ts";

/** What the table of access says of a method and a path. */
export type FoundRoute =
  | { readonly kind: "route"; readonly pattern: string; readonly access: Access }
  /** The path is there for other methods, as `Allow` lists them (RFC 9110 section 10.2.1). */
  | { readonly kind: "other-methods"; readonly methods: readonly string[] }
  | { readonly kind: "nothing" };

/** Finds the route of a method and a path; HEAD is GET. Like the router it is lenient about one slash at the end. */
export function createRouteFinder(): (method: string, path: string) => FoundRoute {
  const table = new Memoirist<{ readonly pattern: string; readonly access: Access }>();
  for (const [route, access] of Object.entries(accessTable)) {
    const [method = "", pattern = ""] = route.split(" ");
    table.add(method, pattern, { pattern, access });
  }
  const methods = [...new Set(Object.keys(accessTable).map((route) => route.split(" ")[0] ?? ""))];
  const look = (method: string, path: string) =>
    table.find(method, path)?.store ?? (endsLoosely(path) ? table.find(method, path.slice(0, -1))?.store : undefined);
  return (method, path) => {
    const found = look(method === "HEAD" ? "GET" : method, path);
    if (found !== undefined) return { kind: "route", ...found };
    const others = methods.filter((one) => look(one, path) !== undefined);
    if (others.length === 0) return { kind: "nothing" };
    return { kind: "other-methods", methods: others.includes("GET") ? [...others, "HEAD"] : others };
  };
}

/** The root has no slash to spare: `//` is another path. */
function endsLoosely(path: string): boolean {
  return path.endsWith("/") && path.length > 2;
}
