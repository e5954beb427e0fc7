import { type Language, languages } from "../../config/notifications.ts";
import { english, type Words } from "./english.ts";
import { french } from "./french.ts";

const words: Readonly<Record<Language, Words>> = { en: english, fr: french };

/** The texts in a language that was asked for by name; those of the visitor for any other. */
export function wordsIn(language: string | undefined, ofVisitor: Words): Words {
  const known = languages.find((one) => one === language);
  return known === undefined ? ofVisitor : words[known];
}
