import { type Static, Type } from "@sinclair/typebox";
import { reasons } from "../../checks/reason.ts";
import { oneOf } from "../one-of.ts";

const timings = Type.Object({
  dnsMs: Type.Optional(Type.Number()),
  tlsMs: Type.Optional(Type.Number()),
  firstByteMs: Type.Optional(Type.Number()),
  totalMs: Type.Number(),
});

const certificate = Type.Object({
  subject: Type.String(),
  issuer: Type.String(),
  notBeforeMs: Type.Number({ description: "milliseconds since 1970 UTC" }),
  notAfterMs: Type.Number({ description: "milliseconds since 1970 UTC" }),
  fingerprint: Type.String(),
});

const exchange = {
  url: Type.String(),
  timings,
  remoteAddress: Type.Optional(Type.String()),
  chain: Type.Optional(Type.Array(certificate)),
};

/** What an agent saw, as the database keeps it: agents of another version may have written another shape. */
export const StoredEvidence = Type.Union([
  Type.Object({
    kind: Type.Literal("answer"),
    ...exchange,
    status: Type.Integer(),
    headers: Type.Array(Type.Tuple([Type.String(), Type.String()])),
    bodyStart: Type.String(),
    bodyBytes: Type.Integer(),
    redirects: Type.Array(Type.String()),
  }),
  Type.Object({
    kind: Type.Union([Type.Literal("failure"), Type.Literal("agent-error")]),
    ...exchange,
    reason: oneOf(reasons),
    message: Type.String(),
  }),
]);
export type StoredEvidence = Static<typeof StoredEvidence>;
