import { type Language, languages } from "../../config/notifications.ts";
import { english, type Words } from "./english.ts";
import { french } from "./french.ts";
import { timesIn } from "./times.ts";
import type { View } from "./view.ts";

/** The texts of each language. */
export const wordsOf: Readonly<Record<Language, Words>> = { en: english, fr: french };

/** The texts in a language that was asked for by name; those of the visitor for any other. */
export function wordsIn(language: string | undefined, ofVisitor: Words): Words {
  const known = languages.find((one) => one === language);
  return known === undefined ? ofVisitor : wordsOf[known];
}

/** A view in a language that was asked for by name; the visitor's own for any other. */
export function viewIn(language: string | undefined, ofVisitor: View, timeZone: string): View {
  const known = languages.find((one) => one === language);
  return known === undefined ? ofVisitor : { ...ofVisitor, words: wordsOf[known], times: timesIn(known, timeZone) };
}
