import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Severity, severityRank, worst } from "../../../src/base/severity.ts";
import {
  type CheckState,
  type Look,
  nextCheckState,
  type SettlingRule,
  uncheckedState,
} from "../../../src/checks/settle.ts";
import { aFindingOf, agentFault } from "../../builders/check-state.ts";

/** What the rule says, told from the whole history of looks that count, and not from one state to the next. */
interface Told {
  readonly steady: Severity;
  readonly settled: Severity;
  readonly flapping: boolean;
}

function toldBy(history: readonly Look[], rule: SettlingRule): Told {
  let steady: Severity = "ok";
  let settled: Severity = "ok";
  let flapping = false;
  const changes: number[] = [];
  for (const [index, look] of history.entries()) {
    const seen = history.slice(0, index + 1);
    const before = steady;
    steady = steadyFrom(seen, steady, rule);
    if ((before === "ok") !== (steady === "ok")) changes.push(look.atMs);
    const recent = changes.filter((at) => look.atMs - at < rule.flapping.withinMs);
    flapping = flapping ? recent.length > 0 : recent.length >= rule.flapping.changes;
    settled = flapping ? worst([settled, steady]) : steady;
  }
  return { steady, settled, flapping };
}

function steadyFrom(seen: readonly Look[], steady: Severity, rule: SettlingRule): Severity {
  const lastOk = seen.findLastIndex((look) => look.finding.severity === "ok");
  const outage = seen.slice(lastOk + 1);
  const witnesses = new Set(outage.map((look) => look.agentId));
  const looks = 1 + Math.max(1, rule.retries) + (rule.othersAlive && witnesses.size < 2 ? 1 : 0);
  const last = seen.slice(-looks);
  if (last.length === looks) {
    const mildest = last.reduce<Severity>((one, look) => mild(one, look.finding.severity), "critical");
    if (severityRank(mildest) > severityRank(steady)) return mildest;
  }
  const [previous, now] = seen.length > 1 ? seen.slice(-2) : [undefined, seen[0]];
  const gravest = worst([previous?.finding.severity ?? "unknown", now?.finding.severity ?? "unknown"]);
  return severityRank(gravest) < severityRank(steady) ? gravest : steady;
}

function mild(one: Severity, other: Severity): Severity {
  return severityRank(one) < severityRank(other) ? one : other;
}

const severity = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Severity>("ok") },
  { weight: 4, arbitrary: fc.constant<Severity>("critical") },
  { weight: 2, arbitrary: fc.constant<Severity>("warning") },
  { weight: 1, arbitrary: fc.constant<Severity>("unknown") },
);
const step = fc.record({
  severity,
  agentId: fc.integer({ min: 1, max: 3 }),
  afterMs: fc.integer({ min: 1, max: 100 }),
});
const fault = fc.boolean();
const histories = fc.array(fc.tuple(step, fault), { minLength: 1, maxLength: 60 });
const rules = fc.record({
  retries: fc.integer({ min: 0, max: 4 }),
  othersAlive: fc.boolean(),
  flapping: fc.record({ changes: fc.integer({ min: 2, max: 5 }), withinMs: fc.integer({ min: 1, max: 400 }) }),
});

test("after any history the state is what the rule says of the whole history", () => {
  fc.assert(
    fc.property(histories, rules, (steps, rule) => {
      let state: CheckState = uncheckedState(0);
      let atMs = 0;
      const counted: Look[] = [];
      for (const [{ severity: found, agentId, afterMs }, isFault] of steps) {
        atMs += afterMs;
        const look = { finding: isFault ? agentFault : aFindingOf(found), atMs, agentId };
        state = nextCheckState(state, look, rule);
        if (!isFault) counted.push(look);
      }
      const { steady, settled, flapping } = state;
      expect({ steady, settled, flapping }).toEqual(toldBy(counted, rule));
    }),
    { numRuns: 5000 },
  );
});

test("no single look ever changes what people are told", () => {
  fc.assert(
    fc.property(histories, rules, (steps, rule) => {
      let state: CheckState = uncheckedState(0);
      let atMs = 0;
      let before: Severity = "unknown";
      for (const [{ severity: found, agentId, afterMs }] of steps) {
        atMs += afterMs;
        const next = nextCheckState(state, { finding: aFindingOf(found), atMs, agentId }, rule);
        const isRise = severityRank(next.steady) > severityRank(state.steady);
        if (isRise) expect(severityRank(before)).toBeGreaterThan(0);
        state = next;
        before = found;
      }
    }),
    { numRuns: 2000 },
  );
});
