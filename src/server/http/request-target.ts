/**
 * The one place that takes an address apart: router, guard, limits, pages and logs all read the same path. The application
 * is told `standardHostname: false`, so its router starts where `pathOf` does (`new Elysia` in `app.ts`).
 */

/** Characters before which no path starts: those of `http://`. */
const schemeLength = "http://".length;

/** Host names, IPv4 addresses and IPv6 addresses in brackets, with or without a port: RFC 9110 section 7.2, without what is no ASCII. */
const hostForm = /^(?:[\w.~%!$&'()*+;=-]+|\[[\da-f:.]+\])(?::\d{0,5})?$/i;

/** Health checks of load balancers speak HTTP/1.0 without a Host: HAProxy's `httpchk`, `check_http -I`. */
const hostlessPaths: ReadonlySet<string> = new Set(["/-/healthy", "/-/ready"]);

/** The path as the router reads it: not decoded and not tidied. */
export function pathOf({ url }: Pick<Request, "url">): string {
  const start = url.indexOf("/", schemeLength);
  const end = url.indexOf("?", start);
  return end === -1 ? url.slice(start) : url.slice(start, end);
}

/** The query with its `?`; empty for none. */
export function queryOf({ url }: Pick<Request, "url">): string {
  const start = url.indexOf("?", schemeLength);
  return start === -1 ? "" : url.slice(start);
}

/** What is wrong with where a request goes to, for a person; undefined for a request that can be routed. */
export function targetFault(request: Request): string | undefined {
  const host = request.headers.get("host");
  if (host === null) return hostless(request);
  if (!hostForm.test(host)) return "the Host header is not one host name or address, with or without a port";
  if (!request.url.startsWith("http://") || !URL.canParse(request.url)) return "the Host header is not a valid host";
  return request.url.includes("#") ? "a request target has no fragment" : undefined;
}

/** HTTP/1.0 may leave the Host out, and Bun then gives a URL that is a path. A request that was made in this process has an origin. */
function hostless(request: Request): string | undefined {
  if (request.url.startsWith("http://")) return undefined;
  if (!hostlessPaths.has(request.url.split("?")[0] ?? "")) return "the Host header is missing";
  Object.defineProperty(request, "url", { value: `http://localhost${request.url}` });
  return undefined;
}
