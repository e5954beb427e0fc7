import type { Expectation, Json } from "../check.ts";
import { json, jsonOf, list, listOrOne, mapOf } from "../kinds/collection-kinds.ts";
import { checked, type Kind, quoted, shown } from "../kinds/kind.ts";
import { duration, integer, text } from "../kinds/scalar-kinds.ts";
import { optional, section } from "../kinds/section.ts";
import { filledText, pattern, pointer, webUrl, wrongPointer } from "../kinds/text-kinds.ts";
import { depthMax } from "../yaml/node.ts";

/** What a check of the file says, before the general certificate thresholds are filled in. */
export type Rule =
  | { readonly kind: "expect"; readonly expect: Expectation }
  /** The thresholds are those of `ssl.thresholds`. */
  | { readonly kind: "general-thresholds" }
  /** `url` is asked instead of the http:// form of the path. */
  | { readonly kind: "redirect"; readonly expect: Expectation; readonly url?: string };

const status = integer({ min: 100, max: 999 });
const limit = duration({ minMs: 1, maxMs: 10 * 60_000 });
const headerName = checked(filledText, wrongHeaderName);

/** A check's value as a rule. */
export function rule<T>(kind: Kind<T>, expectation: (value: T) => Expectation): Kind<Rule> {
  return {
    ...kind,
    parse(node, report) {
      const value = kind.parse(node, report);
      return value === undefined ? undefined : { kind: "expect", expect: expectation(value) };
    },
  };
}

function wrongHeaderName(name: string, written = () => quoted(name)): string | undefined {
  // RFC 9110 section 5.6.2: a token
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) ? undefined : `${written()} is not a header name`;
}

function wrongHeaderKey(key: string): string | undefined {
  return wrongHeaderName(key);
}

function wrongPointerKey(key: string): string | undefined {
  return wrongPointer(key, () => quoted(key));
}

/** JSON as a text, as the original has it, or as YAML. */
function jsonText(): Kind<Json> {
  return {
    words: "JSON as a text, or as YAML",
    schema: {},
    parse(node, report) {
      if (node.kind !== "scalar" || typeof node.value !== "string") return jsonOf(node, report);
      try {
        const parsed: unknown = JSON.parse(node.text);
        if (!isDeeper(parsed, depthMax)) return jsonFrom(parsed);
        report.problem(node, `this JSON is nested more than ${depthMax} levels deep`);
        return undefined;
      } catch {
        report.problem(node, `${shown(node)} is not JSON`);
        return undefined;
      }
    },
  };
}

/** Whether lists and maps stand more than `levels` deep in one another. */
function isDeeper(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== "object") return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}

/** Guarantee: `parsed` came from `JSON.parse`, which makes nothing but JSON values. */
function jsonFrom(parsed: unknown): Json {
  return parsed as Json;
}

interface Limits {
  readonly warningMs?: number;
  readonly criticalMs?: number;
}

const limits = section({
  warning: optional(limit, "Slower than this is a warning."),
  critical: optional(limit, "Slower than this is critical."),
});

/** One duration is the critical limit. */
function responseTime(): Kind<Limits> {
  return {
    words: "a duration, or the durations warning and critical",
    schema: { anyOf: [limit.schema, limits.schema] },
    parse(node, report) {
      if (node.kind !== "map") {
        const criticalMs = limit.parse(node, report);
        return criticalMs === undefined ? undefined : { criticalMs };
      }
      const { warning: warningMs, critical: criticalMs } = limits.parse(node, report) ?? {};
      if (node.entries.length === 0) report.problem(node, "expected warning, critical or both here");
      if (warningMs !== undefined && criticalMs !== undefined && warningMs >= criticalMs) {
        report.problem(node, "the limit for warning must be under the one for critical");
      }
      return { ...(warningMs && { warningMs }), ...(criticalMs && { criticalMs }) };
    },
  };
}

/** What each check but the two special ones expects. */
export const plainRules = {
  "status-is": rule(status, (one) => ({ kind: "status-is", status: one })),
  "status-in": rule(list(status, { min: 1, max: 100 }), (statuses) => ({ kind: "status-in", statuses })),
  "body-contains": rule(filledText, (value) => ({ kind: "body-contains", text: value })),
  "body-not-contains": rule(filledText, (value) => ({ kind: "body-not-contains", text: value })),
  "body-like": rule(pattern, (value) => ({ kind: "body-like", pattern: value })),
  "headers-contain": rule(listOrOne(headerName), (names) => ({ kind: "headers-contain", names })),
  "headers-absent": rule(listOrOne(headerName), (names) => ({ kind: "headers-absent", names })),
  "headers-have": rule(mapOf(text, wrongHeaderKey), (values) => ({ kind: "headers-have", values })),
  "headers-like": rule(mapOf(pattern, wrongHeaderKey), (patterns) => ({ kind: "headers-like", patterns })),
  "json-contains": rule(listOrOne(pointer), (pointers) => ({ kind: "json-contains", pointers })),
  "json-has": rule(mapOf(json, wrongPointerKey), (values) => ({ kind: "json-has", values })),
  "json-like": rule(mapOf(pattern, wrongPointerKey), (patterns) => ({ kind: "json-like", patterns })),
  "json-is": rule(jsonText(), (value) => ({ kind: "json-is", value })),
  "response-time": rule(responseTime(), (limits) => ({ kind: "response-time", ...limits })),
  "redirects-to": rule(webUrl, (url) => ({ kind: "redirects-to", url: url.href })),
} as const;
