import { type Static, Type } from "@sinclair/typebox";
import { oneOf } from "../one-of.ts";
import { BigId, closed, Instant, nullable, ReasonField, SeverityField } from "./fields.ts";

/** What incidents that arrived together have in common. */
export const CauseItem = Type.Object(
  {
    id: BigId,
    kind: oneOf(["address", "issuer", "reason", "agents"], "what was the same"),
    value: Type.String({ description: "the address, the issuer or the agent; empty where only the reason is shared" }),
    reason: ReasonField,
    severity: SeverityField,
    openedAt: Instant,
    closedAt: nullable(Instant),
    incidents: Type.Integer({ minimum: 0, description: "that ever joined" }),
    openIncidents: Type.Integer({ minimum: 0, description: "that last" }),
    sites: nullable(Type.Integer({ minimum: 0, description: "distinct sites of those; null for more than 5,000" })),
    domains: Type.Array(Type.String(), { description: "the first three of these sites" }),
  },
  closed,
);
export type CauseItem = Static<typeof CauseItem>;
