import { type Static, Type } from "@sinclair/typebox";
import { CheckItem } from "./check.ts";
import { Count, closed, Id, Milliseconds, nullable } from "./fields.ts";
import { ResultItem } from "./result.ts";

/** A target as the API shows it: never the headers or data that are sent, since they hold secrets. */
const facts = {
  id: Id,
  method: Type.String(),
  url: Type.String({ description: "without user and password" }),
  family: Type.Union([Type.Literal("any"), Type.Literal("ipv4"), Type.Literal("ipv6")]),
  intervalMs: Milliseconds,
  recheckDelayMs: nullable(Milliseconds),
  retryBeforeNotification: Count,
  definedAt: Type.String({ description: "file:line in the configuration" }),
};

const state = {
  checks: Type.Array(CheckItem),
  latestResult: nullable(ResultItem),
};

export const TargetItem = Type.Object({ ...facts, ...state }, closed);
export type TargetItem = Static<typeof TargetItem>;

export const TargetDetail = Type.Object(
  { ...facts, ...state, site: Type.Object({ id: Id, domain: Type.String() }, closed) },
  closed,
);
export type TargetDetail = Static<typeof TargetDetail>;
