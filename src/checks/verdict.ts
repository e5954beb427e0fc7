import { cleanText } from "../base/clean-text.ts";
import type { Check, FailureSeverity } from "../config/check.ts";
import type { Finding } from "./finding.ts";
import type { Reason } from "./reason.ts";

/** Characters of a finding's message at most. */
const messageCharactersMax = 500;

/** What a check's rule says of an observation, before the check's own severity is put to it. */
export type Verdict =
  | { readonly kind: "passed"; readonly message: string; readonly value?: number }
  | {
      readonly kind: "failed";
      readonly reason: Reason;
      readonly message: string;
      /** Where the rule carries its own severities. */
      readonly severity?: FailureSeverity;
      readonly value?: number;
    }
  | { readonly kind: "undecided"; readonly reason: Reason; readonly message: string };

/** The expectation is met. */
export function passed(message: string): Verdict {
  return { kind: "passed", message };
}

/** The expectation is not met; the check's severity counts. */
export function failed(reason: Reason, message: string): Verdict {
  return { kind: "failed", reason, message };
}

/** Whether the expectation is met cannot be said. */
export function undecided(reason: Reason, message: string): Verdict {
  return { kind: "undecided", reason, message };
}

/** The first verdict of `judge` on `parts`, which gives undefined for a part that is as expected; else `allPassed`. */
export function firstUnmet<T>(parts: Iterable<T>, judge: (part: T) => Verdict | undefined, allPassed: string): Verdict {
  for (const part of parts) {
    const verdict = judge(part);
    if (verdict !== undefined) return verdict;
  }
  return passed(allPassed);
}

/** The finding of a check whose rule said `verdict`. */
export function findingOf(check: Check, verdict: Verdict): Finding {
  const message = cleanText(verdict.message, messageCharactersMax);
  const { key } = check;
  switch (verdict.kind) {
    case "passed":
      return { key, severity: "ok", reason: "passed", message, ...finiteValue(verdict) };
    case "failed":
      return {
        key,
        severity: verdict.severity ?? check.severity,
        reason: verdict.reason,
        message,
        ...finiteValue(verdict),
      };
    case "undecided":
      return { key, severity: "unknown", reason: verdict.reason, message };
    default:
      return verdict satisfies never;
  }
}

/** A number that JSON cannot carry is left out. */
function finiteValue(verdict: { readonly value?: number }): { readonly value?: number } {
  return verdict.value !== undefined && Number.isFinite(verdict.value) ? { value: verdict.value } : {};
}
