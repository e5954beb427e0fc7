import { type Static, Type } from "@sinclair/typebox";
import { reasons } from "../../checks/reason.ts";
import { InstantMs } from "../instant-ms.ts";
import { oneOf } from "../one-of.ts";
import { Count, closed, Instant, Milliseconds, nullable } from "./fields.ts";

/** Three digits (RFC 9110 section 15). */
const statusBounds = { minimum: 0, maximum: 999 };

const timings = Type.Object({
  dnsMs: Type.Optional(Type.Number()),
  tlsMs: Type.Optional(Type.Number()),
  firstByteMs: Type.Optional(Type.Number()),
  totalMs: Type.Number(),
});

const certificate = Type.Object({
  subject: Type.String(),
  issuer: Type.String(),
  notBeforeMs: InstantMs,
  notAfterMs: InstantMs,
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
    status: Type.Integer(statusBounds),
    headers: Type.Array(Type.Tuple([Type.String(), Type.String()])),
    bodyStart: Type.String(),
    bodyBytes: Count,
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

/** What an agent saw, as the API shows it: all fields are there, null or empty where nothing was seen. */
export const EvidenceItem = Type.Object(
  {
    slot: Instant,
    kind: oneOf(["answer", "failure", "agent-error"]),
    url: Type.String(),
    remoteAddress: nullable(Type.String()),
    timings: Type.Object(
      {
        dnsMs: nullable(Milliseconds),
        tlsMs: nullable(Milliseconds),
        firstByteMs: nullable(Milliseconds),
        totalMs: Milliseconds,
      },
      closed,
    ),
    reason: nullable(oneOf(reasons, "why no answer came")),
    message: nullable(Type.String()),
    status: nullable(Type.Integer({ ...statusBounds, description: "the HTTP status" })),
    headers: Type.Array(Type.Object({ name: Type.String(), value: Type.String() }, closed)),
    bodyStart: nullable(Type.String()),
    bodyBytes: nullable(Count),
    redirects: Type.Array(Type.String()),
    chain: Type.Array(
      Type.Object(
        {
          subject: Type.String(),
          issuer: Type.String(),
          notBefore: Instant,
          notAfter: Instant,
          fingerprint: Type.String(),
        },
        closed,
      ),
      { description: "the certificates as sent, leaf first" },
    ),
  },
  closed,
);
export type EvidenceItem = Static<typeof EvidenceItem>;
