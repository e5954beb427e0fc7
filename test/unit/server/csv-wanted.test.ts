import { expect, test } from "bun:test";
import { csvCell } from "../../../src/server/availability/csv.ts";
import { daysBetween, parseLabel, periodDays } from "../../../src/server/availability/csv-wanted.ts";

const now = new Date("2026-03-29T10:20:00Z");
const days = (from: string, until: string) => ({ fromDay: new Date(from), untilDay: new Date(until) });

test.each([
  ["7d", "2026-03-22"],
  ["30d", "2026-02-27"],
  ["90d", "2025-12-29"],
  ["1y", "2025-03-29"],
] as const)("%s begins on %s and ends with yesterday", (period, from) => {
  expect(periodDays(period, now)).toEqual(days(from, "2026-03-29"));
});

test.each([
  ["2026-03-01", "2026-03-05", days("2026-03-01", "2026-03-06")],
  ["2026-03-28", "2026-03-28", days("2026-03-28", "2026-03-29")],
  ["2026-03-01", "2026-12-31", days("2026-03-01", "2026-03-29")],
  ["2016-03-21", "2026-03-28", days("2016-03-21", "2026-03-29")],
  ["2016-03-20", "2026-03-28", "that is more than 3660 days"],
  ["2026-03-29", "2026-03-30", "2026-03-29 is not over yet: availability is told of UTC days that are"],
  ["2026-03-05", "2026-03-04", "to (2026-03-04) is before from (2026-03-05)"],
  ["2026-02-30", "2026-03-04", "there is no day 2026-02-30; write it as 2026-01-31"],
  ["2026-02-01", "today", "there is no day today; write it as 2026-01-31"],
])("from %s to %s is %j", (from, to, expected) => {
  expect(daysBetween({ from, to }, now)).toEqual(expected);
});

test.each([
  ["team:asso", { name: "team", value: "asso" }],
  ["url:http://a", { name: "url", value: "http://a" }],
  ["team:", { name: "team", value: "" }],
  [":asso", undefined],
  ["team", undefined],
])("the label %s is %j", (text, label) => {
  expect(parseLabel(text)).toEqual(label);
});

test.each([
  ["https://example.org", "https://example.org"],
  ["=1+1", "'=1+1"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  [" =1", "' =1"],
  ["＝1", "'＝1"],
  ["\r\n=1", `"'\r\n=1"`],
  ['=HYPERLINK("http://evil.example","x")', `"'=HYPERLINK(""http://evil.example"",""x"")"`],
  ["a,b", '"a,b"'],
  ['a"b', '"a""b"'],
  ["", ""],
])("the cell %j is written as %j", (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});
