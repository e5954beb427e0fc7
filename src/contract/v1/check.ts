import { type Static, Type } from "@sinclair/typebox";
import { closed, Id, Instant, nullable, ReasonField, SeverityField } from "./fields.ts";

const state = {
  id: Id,
  key: Type.String({ description: "names the check within its target: `status-is`, `body-contains#2`" }),
  severity: SeverityField,
  reason: ReasonField,
  message: Type.String({ description: "what was expected and what was seen" }),
  sinceAt: Type.String({ format: "date-time", description: "since when the severity is what it is; RFC 3339, UTC" }),
};

/** A check and its current state. */
export const CheckItem = Type.Object(state, closed);
export type CheckItem = Static<typeof CheckItem>;

/** A check that is not ok, with where it belongs. */
export const WorstCheckItem = Type.Object(
  {
    ...state,
    target: Type.Object({ id: Id, method: Type.String(), url: Type.String() }, closed),
    site: Type.Object({ id: Id, domain: Type.String() }, closed),
  },
  closed,
);
export type WorstCheckItem = Static<typeof WorstCheckItem>;

/** A change of a check's severity or reason. */
export const TransitionItem = Type.Object(
  {
    id: Type.Integer({ minimum: 1 }),
    check: Type.String({ description: "the check's key" }),
    at: Instant,
    from: SeverityField,
    to: SeverityField,
    reason: ReasonField,
    message: Type.String(),
    agent: nullable(Type.String()),
  },
  closed,
);
export type TransitionItem = Static<typeof TransitionItem>;
