import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { goodConfig } from "../../builders/config-files.ts";

const site = "websites: [{domain: 'https://a.example'}]\n";

/** The window of the one silence of a file in Paris time. */
function windowOf(words: string) {
  const text = `general: {time_zone: Europe/Paris}\nsilences: [{match: all, ${words}}]\n${site}`;
  return goodConfig(text).notifications.silences[0]?.window;
}

test("silences have their match, window, comment and place", () => {
  const text = readFileSync(join(import.meta.dir, "good/notifications.yaml"), "utf8");
  const { silences } = goodConfig(text).notifications;
  const fromMs = Date.parse("2026-12-24T21:00Z");
  const untilMs = Date.parse("2026-12-25T05:00Z");
  const timeZone = "Europe/Paris";
  expect(silences).toEqual([
    {
      match: { domain: "https://www.example.org" },
      window: { kind: "once", fromMs, untilMs },
      comment: "move",
      definedAt: "argos.yaml:63",
    },
    {
      match: { labels: { kind: "backup" } },
      window: { kind: "cron", pattern: "30 2 * * *", timeZone, forMs: 3_600_000 },
      comment: "",
      definedAt: "argos.yaml:67",
    },
    {
      match: {},
      window: { kind: "cron", pattern: "0 4 * * 0,3", timeZone: "UTC", forMs: 7_200_000 },
      comment: "",
      definedAt: "argos.yaml:70",
    },
    {
      match: {},
      window: { kind: "cron", pattern: "0 2 1-7 * *", timeZone, forMs: 1_800_000 },
      comment: "",
      definedAt: "argos.yaml:74",
    },
  ]);
});

test.each([
  ["2026-07-01 12:00", "2026-07-01T10:00Z"],
  ["2026-07-01T12:00:30", "2026-07-01T10:00:30Z"],
  ["2026-07-01T12:00Z", "2026-07-01T12:00Z"],
  ["2026-07-01 12:00 -0530", "2026-07-01T17:30Z"],
  ["2026-07-01T12:00+23:59", "2026-06-30T12:01Z"],
])("from: %s is %s", (written, instant) => {
  expect(windowOf(`from: '${written}', until: 2027-01-01 00:00`)).toMatchObject({ fromMs: Date.parse(instant) });
});

test("where clocks are set back, a silence holds from the first time they show it until the last", () => {
  expect(windowOf("from: 2026-10-25 02:30, until: 2026-10-25 02:30")).toEqual({
    kind: "once",
    fromMs: Date.parse("2026-10-25T00:30Z"),
    untilMs: Date.parse("2026-10-25T01:30Z"),
  });
});

test.each([
  ["1m", 60_000],
  ["31d", 2_678_400_000],
])("a silence may last %s each time", (written, forMs) => {
  expect(windowOf(`cron: '0 0 * * *', for: ${written}`)).toMatchObject({ forMs });
});

test.each([
  [{ TZ: "Asia/Tokyo" }, "Asia/Tokyo"],
  [{ TZ: ":/etc/localtime" }, Intl.DateTimeFormat().resolvedOptions().timeZone],
  [{}, Intl.DateTimeFormat().resolvedOptions().timeZone],
])("with the environment %j and nothing said, times are those of %s", (environment, zone) => {
  expect(goodConfig(site, environment).notifications.timeZone).toBe(zone);
});
