import { type Static, Type } from "@sinclair/typebox";
import { Count, closed, Id, Instant, nullable, ReasonField, SeverityField } from "./fields.ts";
import { TargetItem } from "./target.ts";

/** A site in a list. */
export const SiteItem = Type.Object(
  {
    id: Id,
    domain: Type.String({ description: "scheme, host and port" }),
    severity: SeverityField,
    checks: Count,
    checksNotOk: Count,
    worst: nullable(Type.Object({ reason: ReasonField, message: Type.String(), sinceAt: Instant }, closed)),
  },
  closed,
);
export type SiteItem = Static<typeof SiteItem>;

/** A site with its targets, at most 200 of them. */
export const SiteDetail = Type.Object(
  {
    id: Id,
    domain: Type.String({ description: "scheme, host and port" }),
    labels: Type.Record(Type.String(), Type.String()),
    definedAt: Type.String({ description: "file:line in the configuration" }),
    targets: Type.Array(TargetItem),
  },
  closed,
);
export type SiteDetail = Static<typeof SiteDetail>;
