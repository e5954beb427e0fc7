import { expect, test } from "bun:test";
import { sharesOf, shownDiff } from "../../../src/server/config/shown-diff.ts";

test.each([
  [
    { added: 1, changed: 2, removed: 3 },
    { added: 1, changed: 2, removed: 3 },
  ],
  [
    { added: 0, changed: 0, removed: 11 },
    { added: 0, changed: 0, removed: 9 },
  ],
  [
    { added: 10_000, changed: 0, removed: 0 },
    { added: 9, changed: 0, removed: 0 },
  ],
  [
    { added: 10_000, changed: 1, removed: 500 },
    { added: 4, changed: 1, removed: 4 },
  ],
  [
    { added: 3, changed: 3, removed: 3 },
    { added: 3, changed: 3, removed: 3 },
  ],
  [
    { added: 4, changed: 3, removed: 3 },
    { added: 3, changed: 3, removed: 3 },
  ],
  [
    { added: 0, changed: 0, removed: 0 },
    { added: 0, changed: 0, removed: 0 },
  ],
])("of %j nine places name %j", (counts, shares) => {
  expect(sharesOf(counts, 9)).toEqual(shares);
});

test("what opens doors is cut out", () => {
  const place = {
    domain: "https://ada:hunter2@example.org",
    method: "GET",
    url: "https://ada:hunter2@example.org/?token=hunter2",
  };
  const diff = shownDiff({ added: [place], changed: [place], removed: [place] });
  expect(JSON.stringify(diff)).not.toContain("hunter2");
  expect(diff.added).toEqual([
    { domain: "https://***@example.org", method: "GET", url: "https://***@example.org/?token=***" },
  ]);
});
