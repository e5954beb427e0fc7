import { Type } from "@sinclair/typebox";

/** A refusal (RFC 9457). */
export const ProblemDetails = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String(),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          field: Type.String({ description: "where in the request: `/limit`, `/match/domain`" }),
          reason: Type.String(),
        }),
      ),
    ),
  },
  { description: "RFC 9457, as application/problem+json" },
);
