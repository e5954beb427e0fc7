import { ProblemError } from "../problem.ts";

/** What is wrong with a text that cannot be stored. */
export const unstorable = "a text may hold no NUL and no half of a surrogate pair";

/** Only a body with such an escape can hold what is looked for: raw NUL is no JSON, and UTF-8 has no surrogates. */
const suspicious = /\\u(?:0000|d[89a-f])/i;

/** Whether PostgreSQL can store a text: it takes no NUL, and UTF-8 no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** Refuses texts of a query or a form that cannot be stored. Throws a problem with status 422 that names the first of them. */
export function refuseUnstorable(texts: Iterable<readonly [name: string, value: unknown]>): void {
  for (const [name, value] of texts) {
    if (typeof value !== "string" || isStorable(value)) continue;
    throw new ProblemError({ status: 422, title: "Unprocessable Content", detail: `${name}: ${unstorable}` });
  }
}

/** Where in the value of a JSON text the first text or name stands that cannot be stored (RFC 6901); undefined for none. */
export function findUnstorable(json: string, value: unknown): string | undefined {
  return suspicious.test(json) ? find(value, "") : undefined;
}

function find(value: unknown, path: string): string | undefined {
  if (typeof value === "string") return isStorable(value) ? undefined : path || "/";
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    if (!isStorable(name)) return path || "/";
    const found = find(member, `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
