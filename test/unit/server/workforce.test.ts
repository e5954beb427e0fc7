import { expect, test } from "bun:test";
import { workforceOf } from "../../../src/server/agents/workforce.ts";
import { anAgentRow } from "../../builders/agent-row.ts";

const load = { inFlight: 0, slots: 100, cpuShare: 0, limited: false };

test.each([
  ["a half-busy processor is twice as much", 600, { ...load, cpuShare: 0.45 }, 1200, 1],
  ["half of the slots are twice as much", 600, { ...load, inFlight: 50 }, 1200, 1],
  ["the busier of both decides", 600, { ...load, inFlight: 50, cpuShare: 0.09 }, 1680, 1.4],
  ["more than all of a processor is all of it", 600, { ...load, cpuShare: 3 }, 600, 1],
] as const)("%s", (_, runsPerMinute, carried, wanted, needed) => {
  const work = workforceOf(wanted, [anAgentRow({ runsPerMinute, load: carried })]);
  expect(work.donePerMinute).toBe(600);
  expect(work.agentsNeeded).toBeCloseTo(needed, 6);
});

test.each([
  ["nobody works", []],
  ["an agent does not say what it carries", [anAgentRow({ load: null })]],
  ["an agent is too idle", [anAgentRow({ load: { ...load, cpuShare: 0.0179 } })]],
  ["an agent has done nothing yet", [anAgentRow({ runsPerMinute: 0 })]],
  ["an agent has no slots", [anAgentRow({ load: { ...load, slots: 0 } })]],
])("while %s nobody can tell how many are needed", (_, agents) => {
  expect(workforceOf(100, agents).agentsNeeded).toBeNull();
});

test("where it is not known what is wanted, only what is done is said", () => {
  const two = [anAgentRow(), anAgentRow({ runsPerMinute: 300 })];
  expect(workforceOf(null, two)).toEqual({ wantedPerMinute: null, donePerMinute: 900, agentsNeeded: null });
});

test("of several agents the mean counts", () => {
  const busy = { ...load, cpuShare: 0.9 };
  const two = [anAgentRow({ load: busy, runsPerMinute: 1000 }), anAgentRow({ load: busy, runsPerMinute: 500 })];
  expect(workforceOf(1500, two).agentsNeeded).toBeCloseTo(2, 6);
});
