import { formatDuration } from "../../base/duration.ts";
import { severityRank } from "../../base/severity.ts";
import type { ExpirationThreshold, FailureSeverity } from "../../config/check.ts";
import { daysLeft, expiryText, firstToExpire, type Life, livesOf, requiredMs } from "../certificate-life.ts";
import type { ExpectationOf } from "../expectation.ts";
import type { Answer, CertificateChain, Failure } from "../observation.ts";
import { quoted } from "../quoted.ts";
import type { Reason } from "../reason.ts";
import { undecided, type Verdict } from "../verdict.ts";

interface Problem {
  readonly severity: FailureSeverity;
  readonly reason: Reason;
  readonly message: string;
}

/**
 * Judges what is left of the life of the certificate, of its issuers, and of those on the way here where redirects were
 * followed. The gravest threshold that is not met counts; a time equal to a threshold is still within it. An expired
 * certificate is critical whatever the thresholds. The value is the days that the first to expire has left.
 */
export function evaluateExpiration(
  expect: ExpectationOf<"ssl-certificate-expiration">,
  seen: Answer,
  nowMs: number,
): Verdict {
  if (seen.chain === undefined) return undecided("no-certificate", "the answer came without a certificate");
  const chains = [seen.chain, ...(seen.redirectChains ?? [])].map((chain) => livesOf(chain, nowMs));
  const first = firstToExpire(chains.flat());
  if (first === undefined) return undecided("no-certificate", "the answer came without a certificate");
  const value = daysLeft(first);
  const problem = gravest(chains.flatMap((lives) => problemsOfChain(lives, expect.thresholds)));
  if (problem !== undefined) return { kind: "failed", ...problem, value };
  return { kind: "passed", message: `${first.name} expires ${expiryText(first)}${noteOf(seen.chain, nowMs)}`, value };
}

/** What is sent beside the path matters to no client; who runs the server may want to know. */
function noteOf({ extras = [] }: CertificateChain, nowMs: number): string {
  const expired = extras.find((one) => one.notAfterMs < nowMs);
  return expired === undefined
    ? ""
    : ` (an expired certificate that clients ignore is sent too: ${quoted(expired.subject)})`;
}

function problemsOfChain(lives: readonly Life[], thresholds: readonly ExpirationThreshold[]): Problem[] {
  const [leaf] = lives;
  return leaf === undefined ? [] : lives.flatMap((life) => problemsOf(life, leaf, thresholds));
}

/**
 * Judges an exchange that failed. A certificate that clients refuse is critical; of any other failure the target's other
 * checks tell, and this one knows nothing: the certificate could not be looked at.
 */
export function evaluateUnverified(seen: Failure, nowMs: number): Verdict {
  const { reason, message } = seen;
  if (!reason.startsWith("certificate-")) return undecided(reason, message);
  const first = firstToExpire(livesOf(seen.chain, nowMs));
  const value = first === undefined ? {} : { value: daysLeft(first) };
  return { kind: "failed", severity: "critical", reason, message, ...value };
}

function problemsOf(life: Life, leaf: Life, thresholds: readonly ExpirationThreshold[]): Problem[] {
  if (!(life.leftMs > 0)) {
    return [
      { severity: "critical", reason: "certificate-expired", message: `${life.name} expired ${expiryText(life)}` },
    ];
  }
  return thresholds.flatMap(({ severity, remaining }) => {
    const required = requiredMs(remaining, life, leaf);
    return life.leftMs < required
      ? [{ severity, reason: "certificate-expiring", message: expiring(life, required) }]
      : [];
  });
}

function expiring(life: Life, required: number): string {
  const left = formatDuration(life.leftMs);
  return `${life.name} expires ${expiryText(life)}: ${left} left, expected at least ${formatDuration(required)}`;
}

/** The first of the gravest: problems come leaf first. */
function gravest(problems: readonly Problem[]): Problem | undefined {
  return problems.toSorted((one, other) => rankOf(other) - rankOf(one))[0];
}

/** One that has expired comes before one that is about to. */
function rankOf(problem: Problem): number {
  return severityRank(problem.severity) + (problem.reason === "certificate-expired" ? 1 : 0);
}
