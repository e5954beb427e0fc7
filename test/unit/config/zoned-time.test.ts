import { expect, test } from "bun:test";
import { instantsOf, isTimeZone } from "../../../src/config/zoned-time.ts";

test.each([
  ["Europe/Paris", "2026-03-29T01:59Z", ["2026-03-29T00:59Z"]],
  ["Europe/Paris", "2026-03-29T02:00Z", ["2026-03-29T01:00Z"]],
  ["Europe/Paris", "2026-03-29T02:59Z", ["2026-03-29T01:59Z"]],
  ["Europe/Paris", "2026-03-29T03:00Z", ["2026-03-29T01:00Z"]],
  ["Europe/Paris", "2026-10-25T01:59Z", ["2026-10-24T23:59Z"]],
  ["Europe/Paris", "2026-10-25T02:00Z", ["2026-10-25T00:00Z", "2026-10-25T01:00Z"]],
  ["Europe/Paris", "2026-10-25T02:59Z", ["2026-10-25T00:59Z", "2026-10-25T01:59Z"]],
  ["Europe/Paris", "2026-10-25T03:00Z", ["2026-10-25T02:00Z"]],
  ["America/St_Johns", "2026-01-01T00:00Z", ["2026-01-01T03:30Z"]],
  ["Pacific/Kiritimati", "2026-01-01T00:00Z", ["2025-12-31T10:00Z"]],
  ["UTC", "2026-01-01T00:00Z", ["2026-01-01T00:00Z"]],
])("clocks in %s show %s at %j", (zone, wall, instants) => {
  expect<readonly number[]>(instantsOf(Date.parse(wall), zone)).toEqual(instants.map((one) => Date.parse(one)));
});

test.each(["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"])(
  "every hour of a year in %s is found again from what clocks show",
  (zone) => {
    const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    const hours = Array.from({ length: 8760 }, (_, hour) => Date.parse("2026-01-01T00:30Z") + hour * 3_600_000);
    const lost = hours.filter((instant) => {
      const wallMs = Date.parse(`${shown.format(new Date(instant)).replace(" ", "T")}Z`);
      return !instantsOf(wallMs, zone).includes(instant);
    });
    expect(lost).toEqual([]);
  },
);

test.each([
  ["Europe/Paris", true],
  ["europe/paris", true],
  ["UTC", true],
  ["CET", true],
  ["Europe/Pari", false],
  ["+02:00", false],
  ["", false],
  ["Local", false],
])("whether %j is a time zone: %p", (name, known) => {
  expect(isTimeZone(name)).toBe(known);
});
