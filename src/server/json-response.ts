import type { Static, TSchema } from "@sinclair/typebox";

/** A value as JSON. The schema is the route's own: it ties the value to what the documentation says, at compile time. */
export function jsonResponse<Schema extends TSchema>(_schema: Schema, value: Static<Schema>, status = 200): Response {
  return Response.json(value, { status });
}
