import { expect, test } from "bun:test";
import { freshness } from "../../../src/server/pages/freshness.ts";
import { anAgentRow } from "../../builders/agent-row.ts";

const now = new Date("2026-11-21T12:00:00Z");

function agentHeard(msAgo: number) {
  const at = new Date(now.getTime() - msAgo);
  return anAgentRow({ startedAt: at, lastSeenAt: at });
}

test.each([
  ["fresh", 120_000, 1_000, 300_000],
  ["stale", 120_001, 120_001, 0],
  ["fresh", 120_001, 120_000, 30_000],
  ["stale", 120_001, 120_000, 30_001],
] as const)("data is %s: newest result %d ms old, agent heard of %d ms ago, longest wait %d ms", (...row) => {
  const [kind, ageMs, heardMs, oldestDueMs] = row;
  const age = { newestAt: now, ageMs };
  const read = { age, agents: [agentHeard(heardMs)], lateness: { due: 1, oldestDueMs } };
  expect(freshness(read, now)).toBe(kind);
});

test("data before the first result is neither fresh nor stale", () => {
  expect(freshness({ age: undefined, agents: [], lateness: { due: 0, oldestDueMs: 0 } }, now)).toBe("none");
});
