import { english, type Words } from "./english.ts";
import { frenchAccess } from "./french-access.ts";

/** Every text of the pages in French. */
export const french: Words = { ...english, language: "fr", access: frenchAccess };
