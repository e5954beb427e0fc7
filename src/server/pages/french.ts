import { english, type Words } from "./english.ts";
import { frenchPublished } from "./french-published.ts";

/** Every text of the pages in French. */
export const french: Words = { ...english, language: "fr", published: frenchPublished };
