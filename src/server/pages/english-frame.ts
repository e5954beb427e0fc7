import { formatDuration } from "../../base/duration.ts";

/** The texts around every page in English. */
export const englishFrame = {
  colon: ": ",
  duration: formatDuration,
  menu: "Menu",
  language: "Language",
  /** `zone` as in `Europe/Paris (UTC+1)`. */
  times: (zone: string) => `Times: ${zone}`,
  refresh: {
    label: "Refresh this page",
    off: "never",
  },
};
