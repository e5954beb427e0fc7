import { expect, test } from "bun:test";
import { plannedTurn } from "../../../src/checks/planned-turn.ts";
import { aCronWindow } from "../../builders/silence.ts";

const once = { kind: "once", fromMs: 1000, untilMs: 2000 } as const;

test.each([
  [999, true],
  [1000, true],
  [1999, true],
  [2000, false],
])("a window of one turn from 1000 to 2000 ms at %d ms: still to come or on: %p", (atMs, isKnown) => {
  expect(plannedTurn(once, atMs)).toEqual(isKnown ? { fromMs: 1000, untilMs: 2000 } : undefined);
});

const at = (text: string) => Date.parse(text);

test.each([
  ["2026-11-20T03:59:59Z", "2026-11-20T04:00:00Z"],
  ["2026-11-20T04:00:00Z", "2026-11-20T04:00:00Z"],
  ["2026-11-20T04:59:59Z", "2026-11-20T04:00:00Z"],
  ["2026-11-20T05:00:00Z", "2026-11-21T04:00:00Z"],
])("at %s the hour that begins each day at 4 is that of %s", (now, from) => {
  const turn = plannedTurn(aCronWindow("0 4 * * *", "UTC", 60), at(now));
  expect(turn).toEqual({ fromMs: at(from), untilMs: at(from) + 3_600_000 });
});

test("a day that never comes again has no next turn", () => {
  expect(plannedTurn(aCronWindow("0 4 30 2 *", "UTC", 60), at("2026-11-20T00:00:00Z"))).toBeUndefined();
});

test("a window follows the clocks of its zone", () => {
  const turn = plannedTurn(aCronWindow("0 4 * * *", "Europe/Paris", 60), at("2026-07-01T03:00:00Z"));
  expect(turn?.fromMs).toBe(at("2026-07-02T02:00:00Z"));
});
