import { type Severity, severityRank, worst } from "../base/severity.ts";
import type { FlappingRule } from "../config/notifications.ts";
import type { Finding } from "./finding.ts";
import type { Reason } from "./reason.ts";

/** What is known of a check after its results so far. Instants are milliseconds since 1970 UTC. */
export interface CheckState {
  /** What the last result that counted said, and the slot since which its severity is that. */
  readonly severity: Severity;
  readonly reason: Reason;
  readonly message: string;
  readonly sinceMs: number;
  /** Results in a row, the last included, that were not ok; at least a warning; critical. */
  readonly failures: number;
  readonly warnings: number;
  readonly criticals: number;
  /** The agent that saw the first of these failures, and whether another saw one too. */
  readonly witness: number | undefined;
  readonly confirmed: boolean;
  /** The slot of the first of them; undefined while the check is ok. */
  readonly firstFailureMs: number | undefined;
  /** What enough looks agreed on. */
  readonly steady: Severity;
  /** What people are told: `steady`, or while the check flaps the worst it was. */
  readonly settled: Severity;
  /** The latest changes of `steady` between ok and not ok, oldest first. */
  readonly changesMs: readonly number[];
  readonly flapping: boolean;
}

/** One result of a check: who looked, and the slot it stands for. */
export interface Look {
  readonly finding: Finding;
  readonly atMs: number;
  readonly agentId: number;
}

/** How much it takes to settle. */
export interface SettlingRule {
  /** Failures to see beyond the first; the first is looked at again in any case. */
  readonly retries: number;
  /** Whether an agent other than the one that looked is alive and believed. */
  readonly othersAlive: boolean;
  readonly flapping: FlappingRule;
}

/** A check that was never looked at: nothing is known, and nobody is told. */
export function uncheckedState(atMs: number): CheckState {
  return {
    severity: "unknown",
    reason: "not-checked-yet",
    message: "",
    sinceMs: atMs,
    ...noFailures,
    steady: "ok",
    settled: "ok",
    changesMs: [],
    flapping: false,
  };
}

/**
 * The state of a check after a result. Nothing settles on a single look: a severity rises to the mildest of the last
 * looks once they are one more than the retries (at least two, and one more while another agent could have confirmed it
 * and has not), and falls to the worst of the last two. Results count in the order of their slots: one from before the
 * last change changes nothing. An agent's own fault says nothing about the target, so it only
 * fills a state that is empty.
 */
export function nextCheckState(prior: CheckState, look: Look, rule: SettlingRule): CheckState {
  const { severity, reason, message } = look.finding;
  if (isAgentFault(reason)) {
    return prior.reason === "not-checked-yet" ? { ...prior, severity, reason, message, sinceMs: look.atMs } : prior;
  }
  const known = prior.reason !== "not-checked-yet" && !isAgentFault(prior.reason);
  if (known && look.atMs < prior.sinceMs) return prior;
  const sinceMs = known && severity === prior.severity ? prior.sinceMs : look.atMs;
  const seen = { ...prior, severity, reason, message, sinceMs, ...failuresAfter(prior, look) };
  return withFlapping({ ...seen, steady: steadyAfter(prior, seen, rule) }, prior, {
    atMs: look.atMs,
    ...rule.flapping,
  });
}

/** The state of a check about which the server itself decided that it is unknown, such as a task held back. It settles. */
export function decreedState(prior: CheckState, finding: Finding, atMs: number): CheckState {
  const steady = worst([prior.steady, finding.severity]);
  return { ...shownState(prior, finding, atMs), steady, settled: worst([prior.settled, steady]) };
}

/** The state of a check that shows something nobody is told of: what is settled stays. */
export function shownState(prior: CheckState, finding: Finding, atMs: number): CheckState {
  const { severity, reason, message } = finding;
  const sinceMs = severity === prior.severity ? prior.sinceMs : atMs;
  return { ...prior, severity, reason, message, sinceMs, ...noFailures };
}

/** Whether a reason blames the agent or its machine. */
export function isAgentFault(reason: Reason): boolean {
  return reason.startsWith("agent-");
}

type Failures = Pick<CheckState, "failures" | "warnings" | "criticals" | "witness" | "confirmed" | "firstFailureMs">;

const noFailures: Failures = {
  failures: 0,
  warnings: 0,
  criticals: 0,
  witness: undefined,
  confirmed: false,
  firstFailureMs: undefined,
};

function failuresAfter(prior: CheckState, { finding, atMs, agentId }: Look): Failures {
  const rank = severityRank(finding.severity);
  if (rank === 0) return noFailures;
  const isFirst = prior.failures === 0;
  return {
    failures: prior.failures + 1,
    warnings: rank >= severityRank("warning") ? prior.warnings + 1 : 0,
    criticals: finding.severity === "critical" ? prior.criticals + 1 : 0,
    witness: isFirst ? agentId : prior.witness,
    confirmed: !isFirst && (prior.confirmed || prior.witness !== agentId),
    firstFailureMs: isFirst ? atMs : prior.firstFailureMs,
  };
}

function steadyAfter(prior: CheckState, seen: CheckState, rule: SettlingRule): Severity {
  const looks = 1 + Math.max(1, rule.retries) + (rule.othersAlive && !seen.confirmed ? 1 : 0);
  const risen = risenTo(seen, looks);
  if (severityRank(risen) > severityRank(prior.steady)) return risen;
  const fallen = worst([prior.severity, seen.severity]);
  return severityRank(fallen) < severityRank(prior.steady) ? fallen : prior.steady;
}

function risenTo({ criticals, warnings, failures }: CheckState, looks: number): Severity {
  if (criticals >= looks) return "critical";
  if (warnings >= looks) return "warning";
  return failures >= looks ? "unknown" : "ok";
}

/** A check that changes often is told as its worst until it was steady for the rule's whole time. */
function withFlapping(seen: CheckState, prior: CheckState, at: FlappingRule & { readonly atMs: number }): CheckState {
  const changed = (prior.steady === "ok") !== (seen.steady === "ok");
  const changesMs = (changed ? [...prior.changesMs, at.atMs] : prior.changesMs)
    .filter((change) => at.atMs - change < at.withinMs)
    .slice(-at.changes);
  const flapping = prior.flapping ? changesMs.length > 0 : changesMs.length >= at.changes;
  const settled = flapping ? worst([prior.settled, seen.steady]) : seen.steady;
  return { ...seen, changesMs, flapping, settled };
}
