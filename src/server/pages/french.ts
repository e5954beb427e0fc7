import { english, type Words } from "./english.ts";
import { frenchOpenId } from "./french-openid.ts";

/** Every text of the pages in French. */
export const french: Words = { ...english, language: "fr", openid: frenchOpenId };
