import { type TSchema, Type } from "@sinclair/typebox";
import { severities } from "../base/severity.ts";
import type { CheckKind, FailureSeverity, Json } from "../config/check.ts";
import { oneOf } from "./one-of.ts";

const text = Type.String();
const number = Type.Number();
const status = Type.Integer();
const texts = Type.Array(text);
const textsByName = Type.Record(text, text);
/** What was parsed as JSON is JSON. */
export const JsonShape = Type.Unsafe<Json>(Type.Unknown());

const failureSeverity = oneOf(severities.filter((one): one is FailureSeverity => one !== "ok"));

const remaining = Type.Union([
  Type.Object({ kind: Type.Literal("time"), ms: number }),
  Type.Object({ kind: Type.Literal("lifetime"), ratio: number }),
]);

function expectation<const Kind extends CheckKind, Fields extends Record<string, TSchema>>(kind: Kind, fields: Fields) {
  return Type.Object({ kind: Type.Literal(kind), ...fields });
}

/** The shape of `Expectation`, field by field; what a newer server adds to one is passed over. */
const ExpectationShape = Type.Union([
  expectation("status-is", { status }),
  expectation("status-in", { statuses: Type.Array(status) }),
  expectation("body-contains", { text }),
  expectation("body-not-contains", { text }),
  expectation("body-like", { pattern: text }),
  expectation("headers-contain", { names: texts }),
  expectation("headers-absent", { names: texts }),
  expectation("headers-have", { values: textsByName }),
  expectation("headers-like", { patterns: textsByName }),
  expectation("json-contains", { pointers: texts }),
  expectation("json-has", { values: Type.Record(text, JsonShape) }),
  expectation("json-like", { patterns: textsByName }),
  expectation("json-is", { value: JsonShape }),
  expectation("http-to-https", {
    statuses: Type.Array(Type.Tuple([status, status])),
    host: Type.Optional(text),
  }),
  expectation("ssl-certificate-expiration", {
    thresholds: Type.Array(Type.Object({ remaining, severity: failureSeverity })),
  }),
  expectation("response-time", { warningMs: Type.Optional(number), criticalMs: Type.Optional(number) }),
  expectation("redirects-to", { url: text }),
]);

/** Names a check within its target. */
export const CheckKey = Type.String({ minLength: 1, maxLength: 100 });

/** The shape of a `Check`. */
export const CheckShape = Type.Object({ key: CheckKey, severity: failureSeverity, expect: ExpectationShape });
