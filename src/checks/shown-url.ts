import { bareUrl } from "./mask.ts";

/** The value of a query parameter whose name says that it opens doors. */
const secretParameter = /([?&][^=&#]*(?:auth|token|key|secret|password|signature)[^=&#]*=)[^&#]*/gi;

/** A URL as anybody may see it: without user, password and the values of parameters such as `token`. */
export function shownUrl(url: string): string {
  return bareUrl(url).replace(secretParameter, "$1***");
}
