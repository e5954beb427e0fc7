import { Type } from "@sinclair/typebox";
import { canariesMax, familiesWanted, privateNetworks } from "../config/probe-settings.ts";
import { methods } from "../config/site.ts";
import { leaseName } from "./agent.ts";
import { CheckKey, CheckShape, JsonShape } from "./check-shape.ts";
import { oneOf } from "./one-of.ts";

/** Leases in one reply at most: an agent asks for no more. */
export const leasesMax = 1000;

/** Milliseconds that a timer of the runtime can hold. */
const timerMs = { minimum: 0, maximum: 2 ** 31 - 1 } as const;
const text = Type.String();
const texts = Type.Record(text, text);

/** The shape of a `TargetSpec`. Fields that a newer server adds are passed over, here and below. */
const TargetShape = Type.Object({
  url: text,
  method: oneOf(methods),
  family: Type.Union([Type.Literal("any"), Type.Literal(4), Type.Literal(6)]),
  headers: texts,
  data: Type.Optional(
    Type.Union([
      Type.Object({ kind: Type.Literal("form"), fields: texts }),
      Type.Object({ kind: Type.Literal("json"), value: JsonShape }),
    ]),
  ),
  timeoutMs: Type.Number({ ...timerMs, minimum: 1 }),
  redirectsMax: Type.Integer({ minimum: 0, maximum: 20 }),
  checks: Type.Array(CheckShape, { maxItems: 200 }),
});

/** The shape of a `Lease`. */
export const LeaseShape = Type.Object({
  ...leaseName,
  slot: text,
  leaseMs: Type.Number(timerMs),
  wantEvidence: Type.Boolean(),
  target: TargetShape,
});

/** What is needed of a lease to hand it back. */
export const LeaseNameShape = Type.Object(leaseName);

/** What is needed of a lease to answer for each of its checks without a probe. */
export const AnswerableLeaseShape = Type.Object({
  ...leaseName,
  target: Type.Object({ checks: Type.Array(Type.Object({ key: CheckKey }), { minItems: 1, maxItems: 200 }) }),
});

/** The shape of the settings in a reply. */
export const SettingsShape = Type.Object({
  revision: Type.String({ maxLength: 64 }),
  probe: Type.Object({
    userAgentSuffix: text,
    bodyBytesMax: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
    allowNetworks: Type.Array(oneOf(privateNetworks)),
    families: Type.Optional(oneOf(familiesWanted)),
    perAddressMax: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    resolve: texts,
    caPem: Type.Optional(text),
    // An older server knows no canaries.
    canaries: Type.Optional(
      Type.Array(Type.Object({ url: text, timeoutMs: Type.Number({ ...timerMs, minimum: 1 }) }), {
        maxItems: canariesMax,
      }),
    ),
  }),
});

/** The frame of a `LeaseReply`: leases and settings are looked at one by one, so that a malformed one spoils no other. */
export const LeaseReplyShape = Type.Object({
  now: Type.String({ maxLength: 40 }),
  leases: Type.Array(Type.Unknown(), { maxItems: leasesMax }),
  takesCertificates: Type.Optional(Type.Boolean()),
  settings: Type.Optional(Type.Unknown()),
});
