/** Characters of a path at most. */
const pathMax = 2000;

/** No origin of anybody: what a path is resolved against to see whether it leaves it. */
const nowhere = "http://nowhere.invalid";

/**
 * The path and query of this site that a text from outside names, such as where to go after a login; `fallback` for
 * whatever would lead elsewhere, or would where a proxy or a browser reads it in its own way (WHATWG URL, section 4.4).
 */
export function safePath(text: string | null | undefined, fallback = "/"): string {
  if (text === null || text === undefined || text.length > pathMax) return fallback;
  if (!text.startsWith("/") || hasForeignCharacters(text)) return fallback;
  const url = URL.parse(text, nowhere);
  if (url === null || url.origin !== nowhere || url.username !== "") return fallback;
  // dots may have been in the way of two slashes
  const isDoubtful = url.pathname.startsWith("//") || /%(?:[01][0-9a-f]|7f|2f|5c)/i.test(url.pathname);
  return isDoubtful ? fallback : `${url.pathname}${url.search}`;
}

/** Browsers drop tabs and line ends from an address, and read a backslash as a slash. */
function hasForeignCharacters(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\u0000-\u0020\u007f-\u00a0\\]/.test(text);
}
