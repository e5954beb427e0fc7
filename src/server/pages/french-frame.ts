import type { englishFrame } from "./english-frame.ts";
import { frenchDuration } from "./french-numbers.ts";

/** The texts around every page in French. */
export const frenchFrame: typeof englishFrame = {
  colon: "\u00a0: ",
  duration: frenchDuration,
  menu: "Menu",
  language: "Langue",
  times: (zone) => `Heures : ${zone}`,
  refresh: {
    label: "Actualiser cette page",
    off: "jamais",
  },
};
