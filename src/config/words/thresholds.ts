import { parseDuration } from "../../base/duration.ts";
import type { ExpirationThreshold, FailureSeverity, Remaining } from "../check.ts";
import { list } from "../kinds/collection-kinds.ts";
import { type Kind, type Report, scalarOf, shown } from "../kinds/kind.ts";
import { didYouMean } from "../suggestion.ts";
import type { Entry, Node } from "../yaml/node.ts";
import type { Rule } from "./check-values.ts";

/** What a failed check may count for, gravest last. */
export const failureSeverities = ["unknown", "warning", "critical"] as const satisfies readonly FailureSeverity[];

/** One `"5d": warning` or `"33%": warning`. The original's word `error` is taken as critical, with a warning. */
const threshold: Kind<ExpirationThreshold> = {
  words: 'a line such as "5d": warning or "33%": warning',
  schema: {
    type: "object",
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: { enum: [...failureSeverities, "error"] },
  },
  parse(node, report) {
    const entry = onlyEntry(node);
    if (entry === undefined) {
      report.problem(node, `expected ${threshold.words}, found ${shown(node)}`);
      return undefined;
    }
    const remaining = remainingOf(entry, report);
    const severity = severityOf(entry.value, report);
    return remaining && severity && { remaining, severity };
  },
};

/** The list of thresholds; an empty one means that only an expired certificate fails. */
export const thresholds = list(threshold, { max: 20 });

/** `on-check` for the general thresholds, or thresholds of the check's own. */
export const certificateRule: Kind<Rule> = {
  words: "on-check, or a list of thresholds",
  schema: { anyOf: [{ const: "on-check" }, thresholds.schema] },
  parse(node, report) {
    if (node.kind === "list") {
      const own = thresholds.parse(node, report);
      return own && { kind: "expect", expect: { kind: "ssl-certificate-expiration", thresholds: own } };
    }
    if (node.kind === "scalar" && node.text === "on-check") return { kind: "general-thresholds" };
    report.problem(node, `expected ${certificateRule.words}, found ${shown(node)}`);
    return undefined;
  },
};

function onlyEntry(node: Node): Entry | undefined {
  return node.kind === "map" && node.entries.length === 1 ? node.entries[0] : undefined;
}

function remainingOf(entry: Entry, report: Report): Remaining | undefined {
  const share = /^(\d+(?:\.\d+)?) ?%$/.exec(entry.key);
  const percent = Number(share?.[1] ?? Number.NaN);
  if (percent > 0 && percent < 100) return { kind: "lifetime", ratio: percent / 100 };
  const ms = share === null ? parseDuration(entry.key) : undefined;
  if (ms !== undefined && ms > 0) return { kind: "time", ms };
  const written = JSON.stringify(entry.key);
  report.problem(entry, `${written} is neither a duration such as 5d nor a share of the lifetime such as 33%`);
  return undefined;
}

/** The severity a word stands for; the original's `error` is critical. */
export function severityOf(node: Node, report: Report): FailureSeverity | undefined {
  const word = scalarOf(node, "a severity", report)?.text;
  if (word === undefined) return undefined;
  const found = failureSeverities.find((one) => one === word);
  if (found !== undefined) return found;
  if (word === "error") {
    report.warning(node, '"error" is taken as critical');
    return "critical";
  }
  const suggestion = didYouMean(word, failureSeverities);
  report.problem(node, `${shown(node)} is not a severity (warning, critical or unknown)${suggestion}`);
  return undefined;
}
