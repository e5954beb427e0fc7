import { isHarmlessHeader, isHarmlessResponseHeader } from "./harmless.ts";
import { mask } from "./secret.ts";
import { shownUrl } from "./shown-url.ts";

/** The value of a request header as it may be shown. */
export function shownRequestHeader(name: string, value: string): string {
  return isHarmlessHeader(name) ? value : mask;
}

/**
 * The value of a response header as it may be stored and shown: an address as `shownUrl` has it, of a cookie its name and
 * attributes. A server may send back what it was sent.
 */
export function shownResponseHeader(name: string, value: string): string {
  const lower = name.toLowerCase();
  if (lower === "set-cookie" && value.includes("=")) return value.replace(/=[^;]*/, `=${mask}`);
  if (lower === "location" || lower === "content-location") return shownUrl(value);
  return isHarmlessResponseHeader(name) ? value : mask;
}
