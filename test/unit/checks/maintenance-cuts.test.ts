import { expect, test } from "bun:test";
import { cutsWithin } from "../../../src/checks/maintenance-cuts.ts";
import type { ActiveSilence } from "../../../src/checks/silence.ts";
import { aCronWindow, aSilence, aSilenceBetween } from "../../builders/silence.ts";

const minute = 60_000;
const hour = 60 * minute;
const startMs = Date.parse("2026-03-28T22:00:00Z");
const range = { fromMs: startMs, untilMs: startMs + 4 * hour };
const site = { domain: "https://example.org", labels: { team: "asso" } };

const between = (from: number, until: number, overrides: Partial<ActiveSilence> = {}) =>
  aSilenceBetween(startMs + from * minute, startMs + until * minute, overrides);

const repeated = (pattern: string, forMinutes: number, timeZone = "UTC") =>
  aSilence({ window: aCronWindow(pattern, timeZone, forMinutes) });

test.each<[string, ActiveSilence[], [number, number][] | undefined]>([
  ["nothing is planned", [], undefined],
  [
    "what ends as the range begins, or begins as it ends, is not in it",
    [between(-60, 0), between(240, 300)],
    undefined,
  ],
  [
    "what reaches in from before and out after it is cut off",
    [between(-60, 10), between(230, 300)],
    [
      [0, 10],
      [230, 240],
    ],
  ],
  ["what overlaps or touches is one", [between(30, 60), between(10, 40), between(60, 70), between(15, 20)], [[10, 70]]],
  [
    "what is apart stays apart, in order",
    [between(100, 110), between(10, 20)],
    [
      [10, 20],
      [100, 110],
    ],
  ],
  [
    "what is about another site is not",
    [between(0, 10, { match: { domain: "example.com" } }), between(5, 6)],
    [[5, 6]],
  ],
  [
    "a window comes each time it begins",
    [repeated("30 * * * *", 10)],
    [
      [30, 40],
      [90, 100],
      [150, 160],
      [210, 220],
    ],
  ],
  ["a window that begins before its last turn ended never ends", [repeated("0 * * * *", 90)], [[0, 240]]],
  ["a window that began before the range reaches into it", [repeated("30 21 * * *", 45)], [[0, 15]]],
  [
    "a window in a zone whose clocks go forward begins when they do",
    [repeated("30 2 * * *", 10, "Europe/Paris")],
    [[180, 190]],
  ],
])("%s", (_name, silences, minutes) => {
  const cuts = cutsWithin(silences, range)?.(site);
  expect(cuts).toEqual(minutes?.map(([from, until]) => ({ fromSecond: from * 60, untilSecond: until * 60 })));
});

test("parts of a second count for the second they are in, so that nothing is cut twice", () => {
  const cut = aSilenceBetween(startMs + 1999, startMs + 2001);
  expect(cutsWithin([cut], range)?.(site)).toEqual([{ fromSecond: 1, untilSecond: 2 }]);
  expect(cutsWithin([aSilenceBetween(startMs + 1100, startMs + 1900)], range)?.(site)).toEqual([]);
});

test("a site that no plan is about has no cuts", () => {
  expect(cutsWithin([between(0, 10, { match: { labels: { team: "other" } } })], range)?.(site)).toEqual([]);
});
