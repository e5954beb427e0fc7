import { expect, test } from "bun:test";
import { parseWish, type WishTexts, wishTexts } from "../../../src/server/silences/wish.ts";

const nowMs = Date.parse("2026-11-21T12:00:30Z");
const asked = { by: "root", timeZone: "Europe/Paris", nowMs };

function texts(overrides: Partial<WishTexts> = {}): WishTexts {
  return { kind: "silence", domain: "https://a.test", label: "", from: "", for: "2h", comment: "", ...overrides };
}

test("what is typed becomes a silence", () => {
  const typed = { kind: "maintenance", domain: " HTTPS://A.test/ ", label: "owner: asso:42", comment: " new disk " };
  expect(parseWish(texts({ ...typed, from: "2026-11-21T22:00" }), asked)).toEqual({
    kind: "understood",
    silence: {
      kind: "maintenance",
      match: { domain: "https://a.test", labels: { owner: "asso:42" } },
      fromMs: Date.parse("2026-11-21T21:00:00Z"),
      forMs: 7_200_000,
      comment: "new disk",
      by: "root",
    },
  });
});

test.each([
  ["label", { label: "owner" }],
  ["label", { label: ":x" }],
  ["label", { label: "x:" }],
  ["label", { label: `x:${"y".repeat(201)}` }],
  ["label", { label: `${"y".repeat(201)}:x` }],
  ["match", { domain: "" }],
  ["match", { domain: "x".repeat(501) }],
  ["for", { for: "" }],
  ["for", { for: "soon" }],
  ["for", { for: "367d" }],
  ["comment", { comment: "x".repeat(501) }],
  ["from", { from: "tomorrow" }],
  ["from", { from: "2026-02-30T10:00" }],
  ["from", { from: "2026-13-01T10:00" }],
  ["from", { from: "2026-11-21T25:00" }],
  ["from", { from: "99999-01-01T10:00" }],
] as const)("of a wrong wish the field %s is named: %j", (field, wrong) => {
  expect(parseWish(texts(wrong), asked)).toEqual({ kind: "refused", field });
});

test.each([
  ["2026-11-21T12:59", "refused"],
  ["2026-11-21T13:00", "understood"],
  ["2027-11-22T13:00", "understood"],
  ["2027-11-22T13:01", "refused"],
] as const)("at 13:00:30 in Paris a silence from %s is %s", (from, kind) => {
  expect(parseWish(texts({ from }), asked).kind).toBe(kind);
});

test.each([
  ["an hour that clocks skip", "2026-03-29T02:30", "2026-03-29T01:30:00Z"],
  ["an hour that clocks repeat, the first time", "2026-10-25T02:30", "2026-10-25T00:30:00Z"],
])("%s begins", (_, from, at) => {
  const wish = parseWish(texts({ from }), { ...asked, nowMs: Date.parse("2026-01-01T00:00:00Z") });
  expect(wish).toMatchObject({ kind: "understood", silence: { fromMs: Date.parse(at) } });
});

test("only the label, or only the domain, is enough", () => {
  const onlyLabel = parseWish(texts({ domain: " ", label: "owner:x" }), asked);
  expect(onlyLabel).toMatchObject({ silence: { match: { labels: { owner: "x" } } } });
});

test("of what is typed a bounded part is kept", () => {
  expect(wishTexts(new URLSearchParams({ comment: "x".repeat(5000) })).comment).toHaveLength(1000);
  expect(wishTexts(new URLSearchParams()).domain).toBe("");
});
