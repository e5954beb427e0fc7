import { describe, expect, test } from "bun:test";
import { plannedTurn } from "../../../src/checks/planned-turn.ts";
import { aCronWindow } from "../../builders/silence.ts";

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);

describe("a window that is once", () => {
  const turn = { fromMs: 10 * hour, untilMs: 12 * hour };
  const window = { kind: "once", ...turn } as const;

  test.each([
    [7 * hour - 1, undefined],
    [7 * hour, turn],
    [10 * hour, turn],
    [12 * hour - 1, turn],
    [12 * hour, undefined],
  ])("at %d, three hours ahead", (atMs, expected) => {
    expect(plannedTurn(window, atMs, 3 * hour)).toEqual(expected);
  });

  test.each([
    [0, turn],
    [10 * hour - 1, turn],
    [10 * hour, turn],
    [12 * hour - 1, turn],
    [12 * hour, undefined],
  ])("at %d, however far ahead", (atMs, expected) => {
    expect(plannedTurn(window, atMs)).toEqual(expected);
  });
});

describe("a window every day from 2 to 4", () => {
  const window = { kind: "cron", pattern: "0 2 * * *", timeZone: "UTC", forMs: 2 * hour } as const;
  const today = { fromMs: 2 * hour, untilMs: 4 * hour };
  const tomorrow = { fromMs: 26 * hour, untilMs: 28 * hour };

  test.each([
    [2 * hour, today],
    [4 * hour - 1, today],
    [4 * hour, undefined],
    [23 * hour - 1, undefined],
    [23 * hour, tomorrow],
  ])("at %d, three hours ahead", (atMs, turn) => {
    expect(plannedTurn(window, atMs, 3 * hour)).toEqual(turn);
  });
});

test.each([
  ["2026-11-20T03:59:59Z", "2026-11-20T04:00:00Z"],
  ["2026-11-20T04:00:00Z", "2026-11-20T04:00:00Z"],
  ["2026-11-20T04:59:59Z", "2026-11-20T04:00:00Z"],
  ["2026-11-20T05:00:00Z", "2026-11-21T04:00:00Z"],
])("at %s the hour that begins each day at 4 is that of %s", (now, from) => {
  const turn = plannedTurn(aCronWindow("0 4 * * *", "UTC", 60), at(now));
  expect(turn).toEqual({ fromMs: at(from), untilMs: at(from) + hour });
});

test("a day that never comes again has no next turn", () => {
  expect(plannedTurn(aCronWindow("0 4 30 2 *", "UTC", 60), at("2026-11-20T00:00:00Z"))).toBeUndefined();
});

test("a window follows the clocks of its zone", () => {
  const turn = plannedTurn(aCronWindow("0 4 * * *", "Europe/Paris", 60), at("2026-07-01T03:00:00Z"));
  expect(turn?.fromMs).toBe(at("2026-07-02T02:00:00Z"));
});
