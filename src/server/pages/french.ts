import { english, type Words } from "./english.ts";
import { frenchDoing } from "./french-doing.ts";

/** Every text of the pages in French. */
export const french: Words = {
  ...english,
  language: "fr",
  doing: frenchDoing,
  nav: { ...english.nav, ...frenchDoing.nav },
};
