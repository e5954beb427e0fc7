import type { CheckKind, FailureSeverity } from "../check.ts";
import type { Kind, Report } from "../kinds/kind.ts";
import { shapeOf } from "../kinds/kind.ts";
import { unknownKey } from "../kinds/section.ts";
import type { Entry, MapNode } from "../yaml/node.ts";
import type { Place } from "../yaml/source-file.ts";
import { plainRules, type Rule } from "./check-values.ts";
import { redirectRule } from "./redirect-rule.ts";
import { certificateRule, failureSeverities, severityOf } from "./thresholds.ts";

/** One check of the file. */
export interface CheckWords {
  readonly severity: FailureSeverity;
  readonly rule: Rule;
  readonly place: Place;
}

/** Every kind of check and what may stand after its name. */
export const checkRules: Readonly<Record<CheckKind, Kind<Rule>>> = {
  ...plainRules,
  "http-to-https": redirectRule,
  "ssl-certificate-expiration": certificateRule,
};

const rules: ReadonlyMap<string, Kind<Rule>> = new Map(Object.entries(checkRules));

/** A map with one check's name, and perhaps `severity`. */
export const check: Kind<CheckWords> = {
  words: 'one check, such as "status-is: 200"',
  get schema() {
    const values = Object.entries(checkRules).map(([name, kind]) => [name, kind.schema]);
    return {
      type: "object",
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 2,
      properties: { ...Object.fromEntries(values), severity: { enum: failureSeverities } },
    };
  },
  parse(node, report) {
    if (node.kind !== "map") {
      report.problem(node, `expected ${check.words}, found ${shapeOf(node)}`);
      return undefined;
    }
    const named = node.entries.filter((entry) => entry.key !== "severity");
    const [first, second] = named;
    if (first === undefined) report.problem(node, `expected ${check.words} here`);
    else if (second === undefined) return parseOne(node, first, report);
    else if (second.key !== first.key) report.problem(second, twoChecks(named));
    return undefined;
  },
};

function parseOne(node: MapNode, named: Entry, report: Report): CheckWords | undefined {
  const kind = rules.get(named.key);
  const given = node.entries.find((entry) => entry.key === "severity");
  const severity = given === undefined ? "critical" : severityOf(given.value, report);
  if (kind === undefined) {
    report.problem(named, unknownKey(named.key, rules.keys()).replace("key", "check"));
    return undefined;
  }
  const parsed = kind.parse(named.value, report);
  return parsed && severity && { severity, rule: parsed, place: named };
}

/** Either a forgotten dash, or a map indented too little to be the value of the check above it. */
function twoChecks(named: readonly Entry[]): string {
  const names = named.map((entry) => `"${entry.key}"`).join(" and ");
  const owner = named[0]?.key;
  return `${names} stand in one check: start each check with its own "- ", or indent what belongs to "${owner}" by 4 spaces`;
}
