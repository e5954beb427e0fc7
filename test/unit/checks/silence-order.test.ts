import { expect, test } from "bun:test";
import { parseSilenceMatch, parseSilenceOrder, type SilenceWords } from "../../../src/checks/silence-order.ts";
import type { SiteMatch } from "../../../src/config/silence.ts";

function someWords(overrides: Partial<SilenceWords> = {}): SilenceWords {
  return { match: { domain: "https://example.org" }, for: "2h", comment: "", by: "api", ...overrides };
}

test("a wish is understood, its texts cleaned", () => {
  const words = someWords({ comment: " new\u0000 disk\r\nBcc: x\u202e ", by: "cli:ada@\u001b[31mhost" });
  expect(parseSilenceOrder(words)).toEqual({
    kind: "understood",
    value: {
      match: { domain: "https://example.org" },
      forMs: 7_200_000,
      comment: "new disk Bcc: x",
      by: "cli:ada@[31mhost",
    },
  });
});

test.each([
  ["2x", "not a duration"],
  ["", "not a duration"],
  ["-2h", "not a duration"],
  ["999ms", "not between 1s and 366d"],
  ["1s", undefined],
  ["365d", undefined],
  ["366d", undefined],
  ["366d 1s", "not between 1s and 366d"],
])("for %j: %p", (duration, complaint) => {
  const order = parseSilenceOrder(someWords({ for: duration }));
  if (complaint === undefined) expect(order.kind).toBe("understood");
  else expect(order).toEqual({ kind: "refused", field: "for", message: expect.stringContaining(complaint) });
});

test.each([
  [499, true],
  [500, true],
  [501, false],
])("a comment of %d characters is taken: %p", (length, isTaken) => {
  for (const letter of ["a", "é", "🦉"])
    expect(parseSilenceOrder(someWords({ comment: letter.repeat(length) })).kind === "understood").toBe(isTaken);
});

test.each<[SiteMatch, SiteMatch | undefined]>([
  [{ domain: "HTTPS://Example.org/" }, { domain: "https://example.org" }],
  [{ domain: " * " }, { domain: "*" }],
  [{ labels: { owner: "asso-42 " } }, { labels: { owner: "asso-42" } }],
  [{ domain: "https://a.test", labels: {} }, { domain: "https://a.test" }],
  [{}, undefined],
  [{ labels: {} }, undefined],
  [{ domain: "" }, undefined],
  [{ domain: "\u0000" }, undefined],
  [{ domain: "/" }, undefined],
  [{ domain: "a".repeat(500) }, { domain: "a".repeat(500) }],
  [{ domain: "a".repeat(501) }, undefined],
  [{ labels: { "": "x" } }, undefined],
  [{ labels: { owner: "" } }, undefined],
  [{ labels: { owner: "a".repeat(201) } }, undefined],
  [{ labels: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`l${n}`, "x"])) }, undefined],
])("the match %j is stored as %j", (match, stored) => {
  const parsed = parseSilenceMatch(match);
  if (stored === undefined) expect(parsed.kind).toBe("refused");
  else expect(parsed).toEqual({ kind: "understood", value: stored });
});
