import { describe, expect, test } from "bun:test";
import { silencedUntil } from "../../../src/checks/silence.ts";
import type { Window } from "../../../src/config/silence.ts";
import { aCronWindow, aSilence, aSilenceBetween } from "../../builders/silence.ts";

const site = { domain: "https://example.org", labels: { owner: "asso-42" } };
const other = { match: { domain: "https://other.example" } };

describe("single silences:", () => {
  test.each([
    [99, undefined],
    [100, 200],
    [199, 200],
    [200, undefined],
  ])("at %d a silence from 100 to 200 holds until %p", (nowMs, until) => {
    expect(silencedUntil([aSilenceBetween(100, 200)], site, nowMs)).toBe(until);
  });

  test.each([
    ["none", undefined, []],
    ["one of another site", undefined, [aSilenceBetween(0, 900, other)]],
    ["one by label", 900, [aSilenceBetween(0, 900, { match: { labels: { owner: "asso-*" } } })]],
    ["two that overlap", 800, [aSilenceBetween(300, 800), aSilenceBetween(0, 500)]],
    ["one within another", 800, [aSilenceBetween(0, 800), aSilenceBetween(90, 300)]],
    ["one that begins where another ends", 700, [aSilenceBetween(0, 500), aSilenceBetween(500, 700)]],
    ["one that begins a moment after another ends", 500, [aSilenceBetween(0, 500), aSilenceBetween(501, 700)]],
    ["one to come", undefined, [aSilenceBetween(101, 500)]],
    ["one that lasts no time", undefined, [aSilenceBetween(100, 100)]],
    ["a bridge of another site", 500, [aSilenceBetween(0, 500), aSilenceBetween(400, 800, other)]],
    [
      "three in a chain, the last first",
      900,
      [aSilenceBetween(7, 900), aSilenceBetween(0, 8), aSilenceBetween(6, 400)],
    ],
  ] as const)("at 100, %s: until %p", (_name, until, silences) => {
    expect(silencedUntil(silences, site, 100)).toBe(until);
  });
});

const at = (instant: string | undefined) => (instant === undefined ? undefined : Date.parse(`${instant}Z`));

describe("a cron window holds", () => {
  test.each<[pattern: string, zone: string, minutes: number, now: string, until: string | undefined]>([
    // every night 02:30 for an hour, across the gap of 2026-03-29 in Paris (02:00 becomes 03:00 at 01:00Z)
    ["30 2 * * *", "Europe/Paris", 60, "2026-03-28T01:29:59.999", undefined],
    ["30 2 * * *", "Europe/Paris", 60, "2026-03-28T01:30", "2026-03-28T02:30"],
    ["30 2 * * *", "Europe/Paris", 60, "2026-03-28T02:29:59.999", "2026-03-28T02:30"],
    ["30 2 * * *", "Europe/Paris", 60, "2026-03-28T02:30", undefined],
    ["30 2 * * *", "Europe/Paris", 60, "2026-03-29T00:59:59.999", undefined],
    ["30 2 * * *", "Europe/Paris", 60, "2026-03-29T01:00", "2026-03-29T02:00"],
    ["30 2 * * *", "Europe/Paris", 60, "2026-03-29T01:59:59.999", "2026-03-29T02:00"],
    ["30 2 * * *", "Europe/Paris", 60, "2026-03-29T02:00", undefined],
    ["30 2 * * *", "Europe/Paris", 60, "2026-03-30T00:30", "2026-03-30T01:30"],
    // the hour that comes twice on 2026-10-25 in Paris: 00:30Z and 01:30Z are both 02:30
    ["30 2 * * *", "Europe/Paris", 60, "2026-10-25T00:30", "2026-10-25T01:30"],
    ["30 2 * * *", "Europe/Paris", 60, "2026-10-25T01:29:59.999", "2026-10-25T01:30"],
    ["30 2 * * *", "Europe/Paris", 60, "2026-10-25T01:30", undefined],
    ["30 2 * * *", "Europe/Paris", 60, "2026-10-26T01:30", "2026-10-26T02:30"],
    // one that lasts over the change is as long as the others
    ["0 22 * * 6", "Europe/Paris", 360, "2026-03-28T21:00", "2026-03-29T03:00"],
    ["0 22 * * 6", "Europe/Paris", 360, "2026-03-29T02:59", "2026-03-29T03:00"],
    ["0 22 * * 6", "Europe/Paris", 360, "2026-10-25T01:59", "2026-10-25T02:00"],
    ["0 22 * * 6", "Europe/Paris", 360, "2026-10-25T02:00", undefined],
    // New York: the gap of 2026-03-08 is at 07:00Z, 2026-11-01 has 01:30 at 05:30Z and 06:30Z
    ["30 2 * * *", "America/New_York", 30, "2026-03-07T07:30", "2026-03-07T08:00"],
    ["30 2 * * *", "America/New_York", 30, "2026-03-08T07:00", "2026-03-08T07:30"],
    ["30 2 * * *", "America/New_York", 30, "2026-03-08T07:30", undefined],
    ["30 1 * * *", "America/New_York", 30, "2026-11-01T05:59", "2026-11-01T06:00"],
    ["30 1 * * *", "America/New_York", 30, "2026-11-01T06:30", undefined],
    // zones of half hours: India without changes, Lord Howe whose change is half an hour (gap at 15:30Z, 02:00 to 02:30)
    ["30 2 * * *", "Asia/Kolkata", 30, "2026-03-28T21:00", "2026-03-28T21:30"],
    ["30 2 * * *", "Asia/Kolkata", 30, "2026-03-28T20:59", undefined],
    ["15 2 * * *", "Australia/Lord_Howe", 30, "2026-10-03T15:29:59.999", undefined],
    ["15 2 * * *", "Australia/Lord_Howe", 30, "2026-10-03T15:30", "2026-10-03T16:00"],
    ["45 1 * * *", "Australia/Lord_Howe", 15, "2026-04-04T14:45", "2026-04-04T15:00"],
    ["45 1 * * *", "Australia/Lord_Howe", 15, "2026-04-04T15:15", undefined],
    // weekly, monthly, and one that began yesterday
    ["0 2 * * SUN", "Europe/Paris", 120, "2026-06-07T00:00", "2026-06-07T02:00"],
    ["0 2 * * SUN", "Europe/Paris", 120, "2026-06-08T00:00", undefined],
    ["0 23 1 * *", "UTC", 90, "2026-06-02T00:29", "2026-06-02T00:30"],
    // whose own turns overlap
    ["0,30 10 * * *", "UTC", 45, "2026-06-02T10:10", "2026-06-02T11:15"],
    // a day that never comes
    ["0 0 30 2 *", "UTC", 60, "2026-06-02T10:10", undefined],
  ])("%p in %s for %d min, at %s: until %p", (pattern, zone, minutes, now, until) => {
    const silences = [aSilence({ window: aCronWindow(pattern, zone, minutes) })];
    expect(silencedUntil(silences, site, at(now) ?? 0)).toBe(at(until));
  });
});

test("a cron window and a single one that adjoin count as one", () => {
  const nightly = aSilence({ window: aCronWindow("0 2 * * *", "UTC", 60) });
  const after = aSilenceBetween(at("2026-06-02T03:00") ?? 0, at("2026-06-02T05:00") ?? 0);
  expect(silencedUntil([after, nightly], site, at("2026-06-02T02:10") ?? 0)).toBe(at("2026-06-02T05:00"));
});

test("windows that never leave a gap give an instant to ask again at", () => {
  const always = aSilence({ window: aCronWindow("0 * * * *", "UTC", 60) });
  expect(silencedUntil([always], site, at("2026-06-02T02:10") ?? 0)).toBe(at("2026-06-04T04:00"));
});

test("what is remembered of a window does not change its answers", () => {
  const asked = (window: Window, nowMs: number) => silencedUntil([aSilence({ window })], site, nowMs);
  const once = aCronWindow("30 2 * * *", "Europe/Paris", 60);
  const startMs = at("2026-03-20T00:00") ?? 0;
  const instants = Array.from({ length: 400 }, (_, index) => startMs + ((index * 7919) % 400) * 1_800_000);
  const fresh = instants.map((nowMs) => asked(aCronWindow("30 2 * * *", "Europe/Paris", 60), nowMs));
  expect(instants.map((nowMs) => asked(once, nowMs))).toEqual(fresh);
  expect(fresh.filter((until) => until !== undefined).length).toBeGreaterThan(10);
});
