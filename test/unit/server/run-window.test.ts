import { expect, test } from "bun:test";
import type { Reason } from "../../../src/checks/reason.ts";
import type { RunResult } from "../../../src/contract/agent.ts";
import { doubtOf, isBack, noteOf, type RunNote } from "../../../src/server/agents/run-window.ts";
import { aFinding, aRunResult } from "../../builders/run-result.ts";

const asksNobody = { asksCanaries: false };
const answered: RunNote = { kind: "answered" };
const cutOff: RunNote = { kind: "cut-off" };
const ownFault: RunNote = { kind: "own-fault" };
const silent = (place: number | string): RunNote => ({ kind: "unanswered", place: `${place}` });
const times = (count: number, note: (index: number) => RunNote) => Array.from({ length: count }, (_, at) => note(at));

test.each([
  [0, 20, undefined],
  [2, 18, undefined],
  [3, 17, "none of its canaries answered after 3 of its last 20 runs"],
  [2, 0, undefined],
  [3, 0, "none of its canaries answered after 3 of its last 3 runs"],
])("an agent cut off in %d runs and answered in %d: %p", (bad, good, doubt) => {
  expect(doubtOf([...times(bad, () => cutOff), ...times(good, () => answered)], asksNobody)).toBe(doubt);
});

test.each([
  [9, 0, undefined],
  [10, 0, "10 of its last 10 runs failed by its own fault"],
  [5, 5, undefined],
  [6, 4, "6 of its last 10 runs failed by its own fault"],
  [10, 10, undefined],
  [11, 9, "11 of its last 20 runs failed by its own fault"],
])("an agent at fault itself in %d runs and not in %d: %p", (bad, good, doubt) => {
  expect(doubtOf([...times(bad, () => ownFault), ...times(good, () => answered)], asksNobody)).toBe(doubt);
});

test.each([
  [9, 0, 9, undefined],
  [10, 0, 10, "10 of its last 10 runs had no answer, from 10 places"],
  [10, 0, 5, "10 of its last 10 runs had no answer, from 5 places"],
  [10, 0, 4, undefined],
  [7, 3, 7, undefined],
  [8, 2, 8, "8 of its last 10 runs had no answer, from 8 places"],
  [15, 5, 15, undefined],
  [16, 4, 16, "16 of its last 20 runs had no answer, from 16 places"],
  [20, 0, 1, undefined],
])("an agent without an answer in %d runs, with one in %d, from %d places: %p", (bad, good, places, doubt) => {
  const notes = [...times(bad, (at) => silent(at % places)), ...times(good, () => answered)];
  expect(doubtOf(notes, asksNobody)).toBe(doubt);
  expect(doubtOf(notes, { asksCanaries: true })).toBeUndefined();
});

test.each([
  [9, 9, false],
  [10, 6, false],
  [10, 7, true],
  [20, 7, true],
])(
  "after %d runs since its isolation, the last %d of them answered, that an agent is back is %p",
  (runs, good, back) => {
    expect(isBack([...times(runs - good, silent), ...times(good, () => answered)])).toBe(back);
  },
);

test("only the last ten runs tell whether an agent is back", () => {
  expect(isBack([...times(10, () => answered), ...times(4, silent)])).toBe(false);
});

test.each([
  ["an answer", aRun("answer", "passed"), answered],
  ["an answer that a check refuses", aRun("answer", "wrong-status"), answered],
  ["an expired certificate", aRun("failure", "certificate-expired"), answered],
  ["an answer that is not HTTP", aRun("failure", "malformed-response"), answered],
  ["no network", aRun("agent-error", "agent-no-route"), ownFault],
  ["no answer from a canary", aRun("agent-error", "agent-isolated"), cutOff],
  ["an address that may not be probed", aRun("failure", "address-refused"), undefined],
  ["silence of an address", aRun("failure", "timeout", { remoteAddress: "192.0.2.7" }), silent("192.0.2.7")],
  [
    "a name without an address",
    aRun("failure", "dns-failed", inEvidence("https://a.test:8443/x")),
    silent("a.test:8443"),
  ],
  ["a failure without evidence", aRun("failure", "dns-failed"), silent("task 7")],
  ["a failure whose evidence names no URL", aRun("failure", "dns-failed", inEvidence("a.test")), silent("task 7")],
] as const)("%s says this about the agent", (_, run, note) => {
  expect(noteOf(run)).toEqual(note);
});

function aRun(kind: RunResult["kind"], reason: Reason, overrides: Partial<RunResult> = {}): RunResult {
  const severity = reason === "passed" ? "ok" : "critical";
  return aRunResult({ taskId: 7, token: 1 }, { kind, findings: [aFinding({ severity, reason })], ...overrides });
}

function inEvidence(url: string): Partial<RunResult> {
  return { evidence: { kind: "failure", url } };
}
