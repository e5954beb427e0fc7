import { type Static, Type } from "@sinclair/typebox";
import { Count, closed, Id, Instant, MatchCount, nullable, pageSchema, ReasonField, SeverityField } from "./fields.ts";
import { TargetItem } from "./target.ts";

/** A site in a list. */
export const SiteItem = Type.Object(
  {
    id: Id,
    domain: Type.String({ description: "scheme, host and port; an international host as Punycode" }),
    severity: SeverityField,
    checks: Count,
    checksNotOk: Count,
    worst: nullable(Type.Object({ reason: ReasonField, message: Type.String(), sinceAt: Instant }, closed)),
  },
  closed,
);
export type SiteItem = Static<typeof SiteItem>;

/** One page of sites. It may hold less than was asked for, or nothing, and still have a next one. */
export const SiteList = Type.Object({ ...pageSchema(SiteItem).properties, matches: MatchCount }, closed);

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
