/** Only a body with such an escape can hold what is looked for: raw NUL is no JSON, and UTF-8 has no surrogates. */
const suspicious = /\\u(?:0000|d[89a-f])/i;

/** Whether PostgreSQL can store a text: it takes no NUL, and UTF-8 no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
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
