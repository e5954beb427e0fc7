import { cleanText } from "../base/clean-text.ts";

/** A text in quotes for a message: clean, and cut so that what was expected and what was seen both fit. */
export function quoted(text: string): string {
  return `"${cleanText(text, 150)}"`;
}
