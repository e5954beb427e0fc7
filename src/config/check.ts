import type { Severity } from "../base/severity.ts";

/** A value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What a failed check counts for. */
export type FailureSeverity = Exclude<Severity, "ok">;

/** How much of a certificate's life must remain: a time, or a share (0 to 1) of its whole lifetime. */
export type Remaining =
  | { readonly kind: "time"; readonly ms: number }
  | { readonly kind: "lifetime"; readonly ratio: number };

export interface ExpirationThreshold {
  readonly remaining: Remaining;
  readonly severity: FailureSeverity;
}

/** The rule of a check and what it expects. Names are those of `argos.yaml`. Regular expressions are RE2 syntax, unanchored. */
export type Expectation =
  | { readonly kind: "status-is"; readonly status: number }
  | { readonly kind: "status-in"; readonly statuses: readonly number[] }
  | { readonly kind: "body-contains"; readonly text: string }
  | { readonly kind: "body-not-contains"; readonly text: string }
  | { readonly kind: "body-like"; readonly pattern: string }
  | { readonly kind: "headers-contain"; readonly names: readonly string[] }
  | { readonly kind: "headers-absent"; readonly names: readonly string[] }
  | { readonly kind: "headers-have"; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: "headers-like"; readonly patterns: Readonly<Record<string, string>> }
  | { readonly kind: "json-contains"; readonly pointers: readonly string[] }
  | { readonly kind: "json-has"; readonly values: Readonly<Record<string, Json>> }
  | { readonly kind: "json-like"; readonly patterns: Readonly<Record<string, string>> }
  | { readonly kind: "json-is"; readonly value: Json }
  /** `host` is the host that `Location` must name; undefined means the host asked. Statuses are inclusive ranges. */
  | {
      readonly kind: "http-to-https";
      readonly statuses: readonly (readonly [from: number, to: number])[];
      readonly host?: string;
    }
  /** Mildest first does not matter: the gravest threshold that is not met counts. */
  | { readonly kind: "ssl-certificate-expiration"; readonly thresholds: readonly ExpirationThreshold[] }
  | { readonly kind: "response-time"; readonly warningMs?: number; readonly criticalMs?: number }
  /** An absolute URL; compared with the `Location` seen, or with the URL reached where redirects are followed. */
  | { readonly kind: "redirects-to"; readonly url: string };

export type CheckKind = Expectation["kind"];

/** One rule on a target's answer. */
export interface Check {
  /** Names the check within its target for ever: `status-is`, or `body-contains#2` for the second of a kind. */
  readonly key: string;
  /** What a failure counts for; `ssl-certificate-expiration` and `response-time` carry their own. */
  readonly severity: FailureSeverity;
  readonly expect: Expectation;
}
