import { expect, test } from "bun:test";
import type { Severity } from "../../../src/base/severity.ts";
import type { Finding } from "../../../src/checks/finding.ts";
import { recheckAfterMs } from "../../../src/checks/recheck.ts";
import { type CheckState, nextCheckState } from "../../../src/checks/settle.ts";

const found: Readonly<Record<Severity, Finding>> = {
  ok: { key: "status-is", severity: "ok", reason: "passed", message: "status 200" },
  unknown: { key: "status-is", severity: "unknown", reason: "body-too-long", message: "too long" },
  warning: { key: "status-is", severity: "warning", reason: "slow", message: "slow" },
  critical: { key: "status-is", severity: "critical", reason: "wrong-status", message: "503" },
};
const agentFault: Finding = { key: "status-is", severity: "unknown", reason: "agent-no-route", message: "no route" };

/** The state after findings at the slots 1, 2, 3 … */
function after(...findings: readonly Finding[]): CheckState | undefined {
  return findings.reduce<CheckState | undefined>((state, one, at) => nextCheckState(state, one, at + 1), undefined);
}

test.each([
  [[found.ok], { severity: "ok", sinceMs: 1, slotMs: 1, failures: 0 }],
  [[found.critical], { severity: "critical", sinceMs: 1, slotMs: 1, failures: 1 }],
  [[found.ok, found.ok], { severity: "ok", sinceMs: 1, slotMs: 2, failures: 0 }],
  [[found.ok, found.critical], { severity: "critical", sinceMs: 2, slotMs: 2, failures: 1 }],
  [[found.critical, found.critical], { severity: "critical", sinceMs: 1, slotMs: 2, failures: 2 }],
  [[found.warning, found.critical], { severity: "critical", sinceMs: 2, slotMs: 2, failures: 2 }],
  [[found.critical, found.unknown], { severity: "unknown", sinceMs: 2, slotMs: 2, failures: 2 }],
  [[found.critical, found.ok], { severity: "ok", sinceMs: 2, slotMs: 2, failures: 0 }],
  [[found.critical, found.ok, found.critical], { severity: "critical", sinceMs: 3, slotMs: 3, failures: 1 }],
] as const)("after the findings of case %# the state is as it should be", (findings, state) => {
  expect(after(...findings)).toMatchObject(state);
});

test("another reason of the same severity is told without moving the start", () => {
  const other: Finding = { ...found.critical, reason: "timeout", message: "no answer" };
  expect(after(found.critical, other)).toEqual({
    severity: "critical",
    reason: "timeout",
    message: "no answer",
    sinceMs: 1,
    slotMs: 2,
    failures: 2,
  });
});

test.each([
  [9, "ok"],
  [10, "ok"],
  [11, "critical"],
] as const)("a result of slot %d after one of slot 10 leaves %s", (slotMs, severity) => {
  expect(nextCheckState(nextCheckState(undefined, found.ok, 10), found.critical, slotMs).severity).toBe(severity);
});

test("an agent's own fault changes nothing that is known", () => {
  const known = after(found.critical, found.critical);
  expect(after(found.critical, found.critical, agentFault)).toEqual(known);
  expect(after(found.ok, agentFault)).toEqual(after(found.ok));
});

test("a late result still counts where only an agent's own fault came after its slot", () => {
  const state = nextCheckState(nextCheckState(undefined, found.ok, 1), agentFault, 3);
  expect(nextCheckState(state, found.critical, 2)).toMatchObject({ severity: "critical", slotMs: 2 });
});

test("an agent's own fault fills what is empty, and counts as no failure", () => {
  expect(after(agentFault)).toMatchObject({ severity: "unknown", reason: "agent-no-route", failures: 0 });
  expect(after(agentFault, found.critical)).toMatchObject({ severity: "critical", sinceMs: 2, failures: 1 });
});

test("a check that was not checked yet takes its first result whatever the slot", () => {
  const empty: CheckState = {
    severity: "unknown",
    reason: "not-checked-yet",
    message: "not checked yet",
    sinceMs: 100,
    slotMs: 100,
    failures: 0,
  };
  expect(nextCheckState(empty, found.ok, 50)).toMatchObject({ severity: "ok", sinceMs: 50, slotMs: 50 });
  expect(nextCheckState(empty, agentFault, 50)).toMatchObject({ severity: "unknown", reason: "agent-no-route" });
});

test.each([
  ["scheduled", "ok", undefined],
  ["scheduled", "unknown", 5000],
  ["scheduled", "warning", 5000],
  ["scheduled", "critical", 5000],
  ["recheck", "ok", undefined],
  ["recheck", "critical", undefined],
] as const)("a %s run that came to %s is run again after %p ms", (kind, worst, delayMs) => {
  expect(recheckAfterMs({ recheckDelayMs: 5000 }, { kind, worst })).toBe(delayMs);
  expect(recheckAfterMs({}, { kind, worst })).toBeUndefined();
});
