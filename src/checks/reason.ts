/**
 * Every reason a finding can have: a closed list, so that causes can be counted and grouped.
 * The position is the number that the database stores: add at the end of a group's list only with a migration in mind,
 * never reorder.
 */
export const reasons = [
  // the check passed
  "passed",
  // the exchange failed: the target's side
  "dns-not-found",
  "dns-failed",
  "address-refused",
  "connection-refused",
  "connection-reset",
  "unreachable",
  "timeout",
  "tls-failed",
  "certificate-expired",
  "certificate-not-yet-valid",
  "certificate-wrong-host",
  "certificate-self-signed",
  "certificate-unknown-issuer",
  "certificate-incomplete-chain",
  "certificate-weak",
  "malformed-response",
  "headers-too-large",
  "redirect-refused",
  "too-many-redirects",
  // the answer is not what the check expects
  "wrong-status",
  "text-missing",
  "text-present",
  "pattern-unmatched",
  "header-missing",
  "header-present",
  "header-differs",
  "not-json",
  "pointer-missing",
  "value-differs",
  "not-redirected",
  "redirects-elsewhere",
  "certificate-expiring",
  "slow",
  // the check could not be decided
  "body-too-long",
  "body-undecodable",
  "no-certificate",
  // the agent's own fault: says nothing about the target
  "agent-no-resource",
  "agent-no-route",
  "agent-no-resolver",
  "agent-error",
  // the server's verdict on a task
  "quarantined",
  "not-checked-yet",
  // since stored as numbers, the newest come last whatever they are about
  "agent-isolated",
  "no-data",
  "no-agent",
  "exchange-failed",
  "request-unsendable",
  "probe-bug",
  "certificate-invalid",
  "one-family-dead",
] as const;
export type Reason = (typeof reasons)[number];

/** The number that the database stores for a reason. */
export function reasonCode(reason: Reason): number {
  return reasons.indexOf(reason);
}

/** The reason a stored number stands for; "agent-error" for one this version does not know. */
export function reasonOfCode(code: number): Reason {
  return reasons[code] ?? "agent-error";
}

/** Why an exchange brought no answer back, where the target's side is at fault. */
export type FailureReason = Extract<
  Reason,
  | `dns-${string}`
  | `connection-${string}`
  | "address-refused"
  | "unreachable"
  | "timeout"
  | "tls-failed"
  | Exclude<Extract<Reason, `certificate-${string}`>, "certificate-expiring">
  | "malformed-response"
  | "headers-too-large"
  | "redirect-refused"
  | "too-many-redirects"
  | "exchange-failed"
  | "request-unsendable"
  | "probe-bug"
>;

/** Why an exchange says nothing about the target. */
export type AgentFault = Extract<Reason, `agent-${string}`>;

/**
 * Reasons for which nothing came back from the target: the agent's own network could have caused each of them. That a name
 * does not exist is not one: a name server answered.
 */
const unanswered: ReadonlySet<Reason> = new Set<Reason>([
  "dns-failed",
  "connection-refused",
  "connection-reset",
  "unreachable",
  "timeout",
  "tls-failed",
]);

/** Whether an exchange with this end heard nothing of its target, so that agent and target may be at fault alike. */
export function isUnanswered(reason: Reason): boolean {
  return unanswered.has(reason);
}
