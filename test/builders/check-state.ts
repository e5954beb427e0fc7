import type { Severity } from "../../src/base/severity.ts";
import type { Finding } from "../../src/checks/finding.ts";
import { type CheckState, nextCheckState, type SettlingRule, uncheckedState } from "../../src/checks/settle.ts";

const found: Readonly<Record<Severity, Omit<Finding, "key">>> = {
  ok: { severity: "ok", reason: "passed", message: "status 200" },
  unknown: { severity: "unknown", reason: "body-too-long", message: "too long" },
  warning: { severity: "warning", reason: "slow", message: "slow" },
  critical: { severity: "critical", reason: "wrong-status", message: "503" },
};

/** A finding of a severity, with a reason that fits it. */
export function aFindingOf(severity: Severity, over: Partial<Finding> = {}): Finding {
  return { key: "status-is", ...found[severity], ...over };
}

/** A rule with overrides: no retries, one agent, three changes in a quarter of an hour are flapping. */
export function aSettlingRule(over: Partial<SettlingRule> = {}): SettlingRule {
  return { retries: 0, othersAlive: false, flapping: { changes: 3, withinMs: 900_000 }, ...over };
}

/** A check that was never looked at, with overrides. */
export function aCheckState(over: Partial<CheckState> = {}): CheckState {
  return { ...uncheckedState(0), ...over };
}

/** What letters stand for: a finding, and the agent that saw it by a digit after. */
export const letters = { o: "ok", U: "unknown", W: "warning", C: "critical" } as const;

/** The states after each letter of a history such as `o C C1 o`, an hour apart unless `everyMs` says otherwise. */
export function statesAfter(history: string, rule: SettlingRule = aSettlingRule(), everyMs = 3_600_000): CheckState[] {
  const states: CheckState[] = [];
  for (const [index, word] of history.split(" ").entries()) {
    const severity = Object.entries(letters).find(([letter]) => word.startsWith(letter))?.[1];
    const finding = severity === undefined ? agentFault : aFindingOf(severity);
    const look = { finding, atMs: (index + 1) * everyMs, agentId: Number(word.slice(1)) };
    states.push(nextCheckState(states.at(-1) ?? uncheckedState(0), look, rule));
  }
  return states;
}

/** Stands for `-` in a history. */
export const agentFault: Finding = {
  key: "status-is",
  severity: "unknown",
  reason: "agent-no-route",
  message: "no route",
};
