import { type Static, Type } from "@sinclair/typebox";
import { Count, closed, Instant, Milliseconds, nullable, ReasonField, SeverityField } from "./fields.ts";

/** The stored record of one run. Durations are milliseconds from the start of the exchange. */
export const ResultItem = Type.Object(
  {
    slot: Instant,
    severity: SeverityField,
    reason: ReasonField,
    status: nullable(Type.Integer({ description: "the HTTP status; null when no answer came" })),
    totalMs: Milliseconds,
    dnsMs: nullable(Milliseconds),
    tlsMs: nullable(Milliseconds),
    firstByteMs: nullable(Milliseconds),
    bodyBytes: nullable(Count),
    lateMs: Type.Integer({ description: "milliseconds from the slot to the start of the probe" }),
    missed: Type.Integer({ description: "slots before this one that nobody ran" }),
    agent: nullable(Type.String()),
  },
  closed,
);
export type ResultItem = Static<typeof ResultItem>;
