/** Longer ones were not made here. */
const charactersMax = 2000;

/** Stands for the address of any server: only whether a text leaves it matters. */
const here = "http://here.invalid";

/**
 * The path and query that a text names on this server, as in `?next=/sites?search=x`; `/` for whatever could lead
 * elsewhere. Control characters are refused, since browsers drop them, and backslashes, which they take for slashes
 * (WHATWG URL, section 4.4).
 */
export function safePath(text: string): string {
  if (text.length > charactersMax || !/^\/[!-[\]-~]*$/.test(text)) return "/";
  if (/^\/(?:\/|%(?:09|0a|0d|2f|5c))/i.test(text)) return "/";
  const url = URL.parse(text, here);
  if (url === null || url.origin !== here || url.pathname.startsWith("//")) return "/";
  return `${url.pathname}${url.search}`;
}
