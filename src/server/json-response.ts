import type { Static, TSchema } from "@sinclair/typebox";

/**
 * A value as JSON. The schema is the route's own: it ties the value to what the documentation says, at compile time. A
 * client may keep it and asks each time whether it still holds (RFC 9110 section 8.8.3): the tag says equal content.
 */
export function jsonResponse<Schema extends TSchema>(_schema: Schema, value: Static<Schema>, status = 200): Response {
  const text = JSON.stringify(value);
  const etag = `W/"${Bun.hash(text).toString(36)}"`;
  const headers = { "content-type": "application/json", "cache-control": "private, no-cache", etag };
  return new Response(text, { status, headers });
}

/** 304 in place of an answer that the client has already; undefined for any other. */
export function unchangedResponse(request: Request, response: unknown): Response | undefined {
  if (request.method !== "GET" || !(response instanceof Response) || response.status !== 200) return undefined;
  const etag = response.headers.get("etag");
  const known = request.headers.get("if-none-match");
  if (etag === null || known === null) return undefined;
  const isKnown = known.split(",").some((one) => one.trim() === etag || one.trim() === "*");
  if (!isKnown) return undefined;
  return new Response(null, { status: 304, headers: { etag, "cache-control": "private, no-cache" } });
}
