import { expect, test } from "bun:test";
import { endMaintenance, prolongSilence } from "../../src/server/silences/keep.ts";
import { tellingConfig } from "../builders/telling-config.ts";
import { testDatabase } from "../harness/database.ts";
import { down, healthy, startTelling } from "../harness/telling.ts";

const { database: db } = await testDatabase({ poolSize: 6, time: "slow" });

const minute = 60;
const maintenance = { kind: "maintenance", match: {}, comment: "a new disk", by: "ada" } as const;

const names = ["blinks", "stays", "falls", "returns"] as const;
const domains = names.map((name) => `https://${name}.example`);

test.each([
  ["by itself", 60 * minute],
  ["by hand", 8 * 60 * minute],
] as const)("at the end of maintenance, %s, only what is news is told", async (_, forSeconds) => {
  await using telling = await startTelling({ db });
  await telling.apply(tellingConfig(telling, { domains }));
  for (const name of ["stays", "returns"]) telling.show(`https://${name}.example`, down);
  await telling.pass(20 * minute);
  const before = telling.heard.length;
  expect(namesIn(telling.heard.map((one) => one.text))).toEqual(["returns", "stays"]);
  await prolongSilence(db, { ...maintenance, forMs: forSeconds * 1000 });
  for (const name of ["blinks", "falls"]) telling.show(`https://${name}.example`, down);
  telling.show("https://returns.example", healthy);
  await telling.pass(20 * minute);
  telling.show("https://blinks.example", healthy);
  await telling.pass(39 * minute);
  expect(telling.heard).toHaveLength(before);
  if (forSeconds > 60 * minute) await endMaintenance(db, { match: {}, by: "ada" });
  await telling.pass(20 * minute);
  const after = telling.heard.slice(before);
  expect(namesIn(after.map((one) => one.text))).toEqual(["falls", "returns"]);
  expect(after).toMatchObject([
    {
      title: "[Argos] CRITICAL: falls.example: wrong status, and 1 more cause",
      text: expect.stringContaining("Recovered: returns.example after 20 min"),
    },
  ]);
});

const weekly = `silences:
  - {match: all, weekly: {days: [sun], at: "02:30"}, for: 2h, comment: updates}`;

// Clocks are set back on 25 October 2026 at 01:00 UTC, when 02:30 has been and comes again, and set forward on
// 28 March 2027 at 01:00 UTC, when 02:30 never comes.
test.each([
  ["2026-10-18T00:20Z", "at once"],
  ["2026-10-18T00:31Z", "2026-10-18T02:30Z"],
  ["2026-10-18T02:31Z", "at once"],
  ["2026-10-25T00:20Z", "at once"],
  ["2026-10-25T00:31Z", "2026-10-25T02:30Z"],
  ["2026-10-25T01:31Z", "2026-10-25T02:30Z"],
  ["2026-10-25T02:31Z", "at once"],
  ["2026-11-01T01:20Z", "at once"],
  ["2026-11-01T01:31Z", "2026-11-01T03:30Z"],
  ["2027-03-28T00:50Z", "at once"],
  ["2027-03-28T01:01Z", "2027-03-28T03:00Z"],
  ["2027-04-04T00:20Z", "at once"],
  ["2027-04-04T00:31Z", "2027-04-04T02:30Z"],
])("a site that goes down at %s in a weekly silence of Paris is told %s", async (from, until) => {
  const startMs = Date.parse(from);
  await using telling = await startTelling({ db, startMs });
  await telling.apply(tellingConfig(telling, { timeZone: "Europe/Paris", sections: weekly }));
  telling.show("https://a.example", down);
  if (until !== "at once") {
    await telling.pass((Date.parse(until) - startMs) / 1000 - minute);
    expect(telling.heard).toEqual([]);
    await telling.pass(minute);
  }
  await telling.pass(minute);
  expect(telling.heard.map((one) => one.title)).toEqual(["[Argos] CRITICAL: a.example: wrong status"]);
});

/** The sites that texts tell of, sorted. */
function namesIn(texts: readonly string[]): string[] {
  return names.filter((name) => texts.some((text) => text.includes(`https://${name}.example/`))).toSorted();
}
