import type { Severity } from "../base/severity.ts";
import type { Reason } from "./reason.ts";

/** One check's verdict on one observation. */
export interface Finding {
  /** The check's key within its target. */
  readonly key: string;
  readonly severity: Severity;
  readonly reason: Reason;
  /** What was expected and what was seen, in English, clean, at most 500 characters. */
  readonly message: string;
  /** The number behind the verdict where there is one: milliseconds of a response, days that a certificate has left. */
  readonly value?: number;
}
