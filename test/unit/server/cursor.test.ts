import { expect, test } from "bun:test";
import {
  checkCursor,
  encodeCursor,
  parseCursor,
  resultCursor,
  siteCursor,
  transitionCursor,
} from "../../../src/server/cursor.ts";

const instant = "2026-11-21 01:16:14.221594+00";

test.each([
  ["a site", siteCursor, { domain: "https://é.example.org" }],
  ["a check", checkCursor, { severity: "critical", sinceText: instant, checkId: 7 }],
  ["a result", resultCursor, { slotText: "2026-11-21 01:16:14+00" }],
  ["a transition", transitionCursor, { atText: instant, id: 2 ** 40 }],
] as const)("the place of %s comes back from its cursor", (_, schema, place) => {
  const cursor = encodeCursor(place);
  expect(cursor).toMatch(/^[\w-]+$/);
  expect(parseCursor(schema, cursor)).toEqual(place);
});

test.each([
  ["nothing", ""],
  ["no base64", "%%%"],
  ["no JSON", Buffer.from("{").toString("base64url")],
  ["another list's", encodeCursor({ slotText: "2026-11-21 01:16:14+00" })],
  ["an empty domain", encodeCursor({ domain: "" })],
  ["a NUL, which PostgreSQL refuses", encodeCursor({ domain: "a\0b" })],
  ["half of a surrogate pair", Buffer.from('{"domain":"\\ud800"}').toString("base64url")],
  ["one too long", encodeCursor({ domain: "a".repeat(900) })],
])("a cursor of %s is of no site", (_, cursor) => {
  expect(parseCursor(siteCursor, cursor)).toBeUndefined();
});

test.each([
  "2026-02-30 00:00:00+00",
  "0000-01-01 00:00:00+00",
  "2026-13-01 00:00:00+00",
  "2026-01-01 25:00:00+00",
  "infinity",
  "now",
])("%s is no place among results", (slotText) => {
  expect(parseCursor(resultCursor, encodeCursor({ slotText }))).toBeUndefined();
});

test.each([
  ["int", checkCursor, (checkId: number) => ({ severity: "ok", sinceText: instant, checkId }), 2 ** 31 - 1],
  ["bigint", transitionCursor, (id: number) => ({ atText: instant, id }), Number.MAX_SAFE_INTEGER],
] as const)("an id is at most what a column of %s holds", (_, schema, placeOf, max) => {
  expect<unknown>(parseCursor(schema, encodeCursor(placeOf(max)))).toEqual(placeOf(max));
  expect(parseCursor(schema, encodeCursor(placeOf(max + 1)))).toBeUndefined();
});
