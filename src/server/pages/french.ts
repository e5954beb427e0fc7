import { english, type Words } from "./english.ts";

/** Every text of the pages in French. */
export const french: Words = { ...english, language: "fr" };
