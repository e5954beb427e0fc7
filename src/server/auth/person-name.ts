import { cleanText } from "../../base/clean-text.ts";

/** Characters of a name at most. */
const nameMax = 200;

/**
 * The name of a person as another system tells it, in normal form NFC; undefined for one that is empty, too long, or
 * looks like another one, having control or bidi characters. Such a name is not mended: `ro\u200eot` would become root.
 */
export function personName(text: unknown): string | undefined {
  if (typeof text !== "string" || text.length > nameMax * 8) return undefined;
  const name = text.normalize("NFC").trim();
  return name !== "" && cleanText(name, nameMax) === name ? name : undefined;
}
