import type { Check, CheckKind, Expectation } from "../config/check.ts";
import type { ExpectationOf } from "./expectation.ts";
import type { Finding } from "./finding.ts";
import { evaluateBodyContains } from "./kinds/body-contains.ts";
import { evaluateBodyLike } from "./kinds/body-like.ts";
import { evaluateBodyNotContains } from "./kinds/body-not-contains.ts";
import { evaluateHeadersAbsent } from "./kinds/headers-absent.ts";
import { evaluateHeadersContain } from "./kinds/headers-contain.ts";
import { evaluateHeadersHave } from "./kinds/headers-have.ts";
import { evaluateHeadersLike } from "./kinds/headers-like.ts";
import { evaluateHttpToHttps } from "./kinds/http-to-https.ts";
import { evaluateJsonContains } from "./kinds/json-contains.ts";
import { evaluateJsonHas } from "./kinds/json-has.ts";
import { evaluateJsonIs } from "./kinds/json-is.ts";
import { evaluateJsonLike } from "./kinds/json-like.ts";
import { evaluateRedirectsTo } from "./kinds/redirects-to.ts";
import { evaluateResponseTime } from "./kinds/response-time.ts";
import { evaluateExpiration, evaluateUnverified } from "./kinds/ssl-certificate-expiration.ts";
import { evaluateStatusIn } from "./kinds/status-in.ts";
import { evaluateStatusIs } from "./kinds/status-is.ts";
import type { Answer, Observation } from "./observation.ts";
import { failed, findingOf, undecided, type Verdict } from "./verdict.ts";

type Evaluator<K extends CheckKind> = (expect: ExpectationOf<K>, seen: Answer, nowMs: number) => Verdict;

const evaluators: { readonly [K in CheckKind]: Evaluator<K> } = {
  "status-is": evaluateStatusIs,
  "status-in": evaluateStatusIn,
  "body-contains": evaluateBodyContains,
  "body-not-contains": evaluateBodyNotContains,
  "body-like": evaluateBodyLike,
  "headers-contain": evaluateHeadersContain,
  "headers-absent": evaluateHeadersAbsent,
  "headers-have": evaluateHeadersHave,
  "headers-like": evaluateHeadersLike,
  "json-contains": evaluateJsonContains,
  "json-has": evaluateJsonHas,
  "json-like": evaluateJsonLike,
  "json-is": evaluateJsonIs,
  "http-to-https": evaluateHttpToHttps,
  "ssl-certificate-expiration": evaluateExpiration,
  "response-time": evaluateResponseTime,
  "redirects-to": evaluateRedirectsTo,
};

/** Judges one check on what a probe brought back. `nowMs` is what certificates are judged against, in ms since 1970 UTC. */
export function evaluate(check: Check, seen: Observation, nowMs: number): Finding {
  return findingOf(check, judge(check.expect, seen, nowMs));
}

/** One finding for each check, in their order. */
export function evaluateAll(checks: readonly Check[], seen: Observation, nowMs: number): Finding[] {
  const findings = checks.map((check) => evaluate(check, seen, nowMs));
  const warned = seen.kind === "answer" ? findings.findIndex((one) => one.severity === "ok") : -1;
  return warned < 0 ? findings : findings.map((one, at) => (at === warned ? withDeadFamily(one, seen) : one));
}

/** Visitors may come over either family: a dead one is told of at the first check that is ok but for it. */
function withDeadFamily(finding: Finding, seen: Observation): Finding {
  if (seen.kind !== "answer" || seen.deadFamily === undefined) return finding;
  const message = `the host has IPv${seen.deadFamily} addresses, and none of them takes connections; ${finding.message}`;
  return { ...finding, severity: "warning", reason: "one-family-dead", message };
}

function judge(expect: Expectation, seen: Observation, nowMs: number): Verdict {
  switch (seen.kind) {
    case "agent-error":
      return undecided(seen.reason, seen.message);
    case "failure":
      // A bug of ours says nothing about the site, and is to be seen there: unknown, not ok.
      if (seen.reason === "probe-bug") return undecided(seen.reason, seen.message);
      if (expect.kind === "ssl-certificate-expiration") return evaluateUnverified(seen, nowMs);
      return failed(seen.reason, seen.message);
    case "answer":
      return judgeAnswer(expect, seen, nowMs);
    default:
      return seen satisfies never;
  }
}

function judgeAnswer<K extends CheckKind>(expect: ExpectationOf<K>, seen: Answer, nowMs: number): Verdict {
  return evaluators[expect.kind](expect, seen, nowMs);
}
