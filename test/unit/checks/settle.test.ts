import { expect, test } from "bun:test";
import { decreedState, nextCheckState, shownState, uncheckedState } from "../../../src/checks/settle.ts";
import {
  aCheckState,
  aFindingOf,
  agentFault,
  aSettlingRule,
  letters,
  statesAfter,
} from "../../builders/check-state.ts";

/** A history with `!` after each look at which what people are told changes, as the original's table writes it. */
function told(history: string, retries: number, everyMs?: number): string {
  const words = history.split(" ");
  let before = "ok";
  return statesAfter(history, aSettlingRule({ retries }), everyMs)
    .map((state, index) => {
      const changed = state.settled !== before;
      before = state.settled;
      return `${words[index]}${changed ? "!" : ""}`;
    })
    .join(" ");
}

// The sequences of the original's table, each with what a person would want: a first result that is ok tells nobody, one
// failed look tells nobody, each change of severity that lasts is told once, and every end of an outage is told.
test.each([
  [0, "o o C C! C C o o!"],
  [0, "U U! U o o!"],
  [0, "o W W! C C! C o o!"],
  [1, "o o C C! C C o o!"],
  [1, "o C o o C C! o o!"],
  [1, "o C o o C o"],
  [1, "C C! C C o o!"],
  [1, "C o o"],
  [1, "C C! o o!"],
  [1, "o W W! C C! C o o!"],
  [1, "o C C! U C o o!"],
  [1, "o C C! U U! o o!"],
  [2, "o C C C! C o o!"],
  [2, "o C C o C C o C C C! o o!"],
  [3, "o C C C o C C C C! o o!"],
  [0, "o C W! C o o!"],
  [0, "o C o C o C o"],
  [0, "o - - - C - C! - o - o!"],
  [0, "- - o"],
  [0, "- C C!"],
] as const)("with %d retries the history %s is told just so", (retries, expected) => {
  expect(told(expected.replaceAll("!", ""), retries)).toBe(expected);
});

test.each([
  ["C1 C1", false],
  ["C1 C1 C1", true],
  ["C1 C2", true],
  ["C1 C1 C2", true],
  ["C2 o1 C1 C1", false],
  ["C1 - C2", true],
] as const)("where another agent could confirm it, after %s the failure is settled: %p", (history, settles) => {
  const [last] = statesAfter(history, aSettlingRule({ othersAlive: true })).slice(-1);
  expect(last?.settled === "critical").toBe(settles);
});

test("a check that changes often is told as its worst until it was steady for the whole time", () => {
  const minute = 60_000;
  const history = `o o C C o o C C o o C C o o${" o".repeat(16)}`;
  expect(told(history, 0, minute)).toBe(`o o C C! o o! C C! o o C C o o${" o".repeat(14)} o! o`);
});

test.each([
  [14, true],
  [15, false],
] as const)("%d minutes after its last change a check that changed three times is flapping: %p", (minutes, flaps) => {
  const history = `C C o o C C${" C".repeat(minutes)}`;
  const last = statesAfter(history, aSettlingRule(), 60_000).at(-1);
  expect(last).toMatchObject({ flapping: flaps, settled: "critical" });
});

test.each([
  [2, false],
  [3, true],
] as const)("%d changes in time are flapping: %p", (changes, flaps) => {
  const history = "C C o o C C".split(" ").slice(0, changes * 2);
  expect(statesAfter(history.join(" "), aSettlingRule(), 60_000).at(-1)?.flapping).toBe(flaps);
});

test("the first failure of an outage is remembered, also where another severity settles", () => {
  const states = statesAfter("o W C C", aSettlingRule({ retries: 2 }), 1000);
  expect(states.at(-1)).toMatchObject({ settled: "warning", firstFailureMs: 2000, failures: 3, criticals: 2 });
});

test("another reason of the same severity is told without moving the start", () => {
  const other = aFindingOf("critical", { reason: "timeout", message: "no answer" });
  const [before] = statesAfter("C", aSettlingRule(), 1000);
  const after = nextCheckState(
    before ?? uncheckedState(0),
    { finding: other, atMs: 2000, agentId: 0 },
    aSettlingRule(),
  );
  expect(after).toMatchObject({
    severity: "critical",
    reason: "timeout",
    message: "no answer",
    sinceMs: 1000,
    failures: 2,
  });
});

test.each([
  [9, "ok"],
  [10, "critical"],
  [11, "critical"],
] as const)("a result of slot %d after a change at slot 10 leaves %s", (atMs, severity) => {
  const known = aCheckState({ severity: "ok", reason: "passed", sinceMs: 10 });
  const look = { finding: aFindingOf("critical"), atMs, agentId: 1 };
  expect(nextCheckState(known, look, aSettlingRule()).severity).toBe(severity);
});

test("an agent's own fault changes nothing that is known, and fills what is empty without counting", () => {
  const known = statesAfter("o C C").at(-1) ?? uncheckedState(0);
  expect(nextCheckState(known, { finding: agentFault, atMs: 1e12, agentId: 1 }, aSettlingRule())).toEqual(known);
  expect(statesAfter("-").at(-1)).toMatchObject({
    severity: "unknown",
    reason: "agent-no-route",
    failures: 0,
    settled: "ok",
  });
});

test.each([
  ["o", "unknown"],
  ["C C", "critical"],
  ["W W", "warning"],
] as const)("what the server decrees after %s is settled as %s", (history, settled) => {
  const finding = aFindingOf("unknown", { reason: "quarantined" });
  const decreed = decreedState(statesAfter(history).at(-1) ?? uncheckedState(0), finding, 1e12);
  expect(decreed).toMatchObject({ severity: "unknown", reason: "quarantined", settled, sinceMs: 1e12, failures: 0 });
});

test.each(["o", "C C", "W W"])("what is only shown after %s leaves what is settled", (history) => {
  const before = statesAfter(history).at(-1) ?? uncheckedState(0);
  const shown = shownState(before, aFindingOf("unknown"), 1e12);
  expect(shown).toMatchObject({ severity: "unknown", settled: before.settled, steady: before.steady });
});

test("the letters of histories cover every severity", () => {
  expect(Object.values(letters).toSorted()).toEqual(["critical", "ok", "unknown", "warning"]);
});
