import { describe, expect, test } from "bun:test";
import { timesIn } from "../../../src/server/pages/times.ts";

test.each([
  ["UTC", "en", "2026-11-21T01:11:33Z", "2026-11-21 01:11:33", "UTC"],
  ["Etc/UTC", "en", "2026-11-21T01:11:33Z", "2026-11-21 01:11:33", "Etc/UTC (UTC)"],
  ["Europe/Paris", "en", "2026-11-21T01:11:33Z", "2026-11-21 02:11:33", "Europe/Paris (UTC+1)"],
  ["Europe/Paris", "fr", "2026-11-21T01:11:33Z", "21/11/2026 02:11:33", "Europe/Paris (UTC+1)"],
  ["Europe/Paris", "fr", "2026-07-01T22:30:00Z", "02/07/2026 00:30:00", "Europe/Paris (UTC+2)"],
  ["Europe/London", "en", "2026-01-01T00:00:00Z", "2026-01-01 00:00:00", "Europe/London (UTC)"],
  ["America/St_Johns", "en", "2026-01-01T00:00:00Z", "2025-12-31 20:30:00", "America/St_Johns (UTC−3:30)"],
  ["Asia/Kathmandu", "en", "2026-01-01T00:00:00Z", "2026-01-01 05:45:00", "Asia/Kathmandu (UTC+5:45)"],
] as const)("in %s and %s, %s is written %s, %s", (zone, language, instant, text, zoneText) => {
  const times = timesIn(language, zone);
  const at = new Date(instant);
  expect(times.second(at)).toBe(text);
  expect(times.minute(at)).toBe(text.slice(0, -3));
  expect(times.day(at)).toBe(text.slice(0, 10));
  expect(times.zone(at)).toBe(zoneText);
});

describe("where clocks are changed in Paris", () => {
  const paris = timesIn("en", "Europe/Paris");
  test.each([
    ["2026-03-29T00:59:59Z", "2026-03-29 01:59:59", "Europe/Paris (UTC+1)"],
    ["2026-03-29T01:00:00Z", "2026-03-29 03:00:00", "Europe/Paris (UTC+2)"],
    ["2026-10-25T00:59:59Z", "2026-10-25 02:59:59", "Europe/Paris (UTC+2)"],
    ["2026-10-25T01:00:00Z", "2026-10-25 02:00:00", "Europe/Paris (UTC+1)"],
  ])("%s is %s, %s", (instant, text, zone) => {
    expect(paris.second(new Date(instant))).toBe(text);
    expect(paris.zone(new Date(instant))).toBe(zone);
  });
});

test("every hour of a year is written as the calendar of the platform writes it", () => {
  const zones = ["Europe/Paris", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Chatham"];
  for (const timeZone of zones) {
    const theirs = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short", timeStyle: "medium" });
    const ours = timesIn("en", timeZone);
    for (let ms = Date.UTC(2026); ms < Date.UTC(2027); ms += 3_599_000) {
      expect(ours.second(new Date(ms))).toBe(theirs.format(ms));
    }
  }
});

test("the time of day stands alone on the day of the zone, not on that of UTC", () => {
  const paris = timesIn("fr", "Europe/Paris");
  const now = new Date("2026-11-21T22:30:00Z");
  expect(paris.clock(new Date("2026-11-20T23:00:00Z"), now)).toBe("00:00");
  expect(paris.clock(new Date("2026-11-20T22:59:59Z"), now)).toBe("20/11/2026 23:59");
  expect(paris.clock(new Date("2026-11-21T23:00:00Z"), now)).toBe("22/11/2026 00:00");
});

test.each([
  [8.64e15, "+275760-09-13"],
  [-8.64e15, "-271821-04-20"],
  [Date.UTC(9999, 11, 31), "9999-12-31"],
  [0, "1970-01-01"],
])("the day of %d ms is %s, however far", (ms, day) => {
  expect(timesIn("en", "Europe/Paris").day(new Date(ms))).toBe(day);
});
