import type { Target } from "../config/site.ts";
import type { Fault } from "../net/fault.ts";
import { parseTargetUrl, type TargetUrl } from "../net/target-url.ts";

/** A request to follow. */
export interface Hop {
  readonly url: TargetUrl;
  readonly method: Target["method"];
  readonly headers: Readonly<Record<string, string>>;
  readonly data: Target["data"];
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Whether an answer asks to look elsewhere; one without `Location` is just an answer (RFC 9110, 15.4). */
export function redirectLocation(status: number, headers: Headers): string | undefined {
  return redirectStatuses.has(status) ? (headers.get("location") ?? undefined) : undefined;
}

/**
 * The request that follows a redirect. Across origins nothing of the target's own goes along: no header, no data. A 303
 * becomes a GET, and so do 301 and 302 after a POST, as browsers do (RFC 9110, 15.4).
 */
export function nextHop(from: Hop, status: number, location: string): Hop | Fault {
  const url = locationUrl(location, from.url);
  if ("reason" in url) return url;
  const method = nextMethod(from.method, status);
  const keepsData = method === from.method;
  if (url.origin === from.url.origin) {
    return {
      url,
      method,
      headers: keepsData ? from.headers : withoutContent(from.headers),
      data: keepsData ? from.data : undefined,
    };
  }
  if (keepsData && from.data !== undefined) {
    return refused(`the redirect to ${url.origin} would carry the request's data to another origin`);
  }
  return { url, method, headers: {}, data: undefined };
}

function locationUrl(location: string, base: TargetUrl): TargetUrl | Fault {
  const url = parseTargetUrl(location, base.href);
  return typeof url === "string" ? refused(`Location is refused: ${url}`) : url;
}

function nextMethod(method: Target["method"], status: number): Target["method"] {
  if (method === "HEAD") return "HEAD";
  if (status === 303) return "GET";
  return method === "POST" && (status === 301 || status === 302) ? "GET" : method;
}

/** Headers that describe a body which is no longer sent. */
function withoutContent(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.toLowerCase().startsWith("content-")));
}

function refused(message: string): Fault {
  return { reason: "redirect-refused", message };
}
