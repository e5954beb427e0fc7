import { describe, expect, test } from "bun:test";
import { plannedTurn } from "../../../src/checks/planned-turn.ts";

const hour = 3_600_000;

describe("a window that is once", () => {
  const window = { kind: "once", fromMs: 10 * hour, untilMs: 12 * hour } as const;
  test.each([
    [7 * hour - 1, undefined],
    [7 * hour, window],
    [10 * hour, window],
    [12 * hour - 1, window],
    [12 * hour, undefined],
  ])("at %d", (atMs, turn) => {
    expect(plannedTurn(window, atMs, 3 * hour)).toEqual(turn);
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
  ])("at %d", (atMs, turn) => {
    expect(plannedTurn(window, atMs, 3 * hour)).toEqual(turn);
  });
});
