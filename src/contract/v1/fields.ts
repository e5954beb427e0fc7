import { type TSchema, Type } from "@sinclair/typebox";
import { severities } from "../../base/severity.ts";
import { reasons } from "../../checks/reason.ts";
import { oneOf } from "../one-of.ts";

/** Objects of the API say all they have: an unknown field is a fault. */
export const closed = { additionalProperties: false } as const;

/** Bounds of an id whose table is numbered by PostgreSQL's `int`. */
export const idBounds = { minimum: 1, maximum: 2 ** 31 - 1 } as const;
/** Bounds of an id whose table grows for ever and is numbered by `bigint`, of which JSON carries 53 bits. */
export const bigIdBounds = { minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;

/** Names a row. */
export const Id = Type.Integer(idBounds);
/** Names a row of a table that grows for ever. */
export const BigId = Type.Integer(bigIdBounds);
/** RFC 3339, UTC. */
export const Instant = Type.String({
  format: "date-time",
  description: "RFC 3339, UTC",
  examples: ["2026-11-21T08:30:00.000Z"],
});
/** A duration. */
export const Milliseconds = Type.Number({ description: "milliseconds" });
/** How many. */
export const Count = Type.Integer({ minimum: 0 });

export const SeverityField = oneOf(severities, "mildest first: ok, unknown, warning, critical");
export const ReasonField = oneOf(reasons, "why the check is what it is, from a closed list");

/** A value or null. */
export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** How many rows match a filter, counted up to a limit. */
export const MatchCount = Type.Object(
  {
    count: Count,
    isExact: Type.Boolean({ description: "false where there may be more than `count`" }),
  },
  closed,
);

/** One page of a list. */
export function pageSchema<Item extends TSchema>(item: Item) {
  return Type.Object(
    {
      items: Type.Array(item),
      nextCursor: nullable(
        Type.String({ description: "pass it as `cursor` for the next page; null on the last page" }),
      ),
    },
    closed,
  );
}
