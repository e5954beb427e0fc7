import { expect, test } from "bun:test";
import { english } from "../../../src/server/pages/english.ts";
import { french } from "../../../src/server/pages/french.ts";
import { frenchCount, frenchDuration, frenchNumber } from "../../../src/server/pages/french-numbers.ts";

/** Words that are the same in both languages, and what is no word. */
const shared = new Set(
  `Argos Sites API Agents Agent Incidents Incident Version Notifications Message Site Cause Menu ok total DNS IPv4 IPv6
  OK URL Pages maintenance Maintenance JSON badge Silences silence Configuration signal page –`.split(/\s+/),
);
const sharedTexts = new Set(["Total, ms", "DNS, ms", "TLS, ms", "TLS", "24 h", "30m, 2h, 1d, 1w"]);

test("every text has its French", () => {
  const same = textsOf(english).filter(([path, text]) => new Map(textsOf(french)).get(path) === text);
  expect(same.filter(([, text]) => text !== "" && !shared.has(text) && !sharedTexts.has(text))).toEqual([]);
});

test("both languages have the same texts", () => {
  const paths = (words: unknown) => textsOf(words).map(([path]) => path);
  expect(paths(english).length).toBeGreaterThan(200);
  expect(paths(french)).toEqual(expect.arrayContaining(paths(english)));
  expect(paths(english)).toEqual(expect.arrayContaining(paths(french)));
});

/** Each text with its path; of a function only its path. */
function textsOf(words: unknown, path = ""): [path: string, text: string][] {
  if (typeof words === "string") return [[path, words]];
  if (typeof words === "function") return [[path, ""]];
  if (typeof words !== "object" || words === null) return [];
  return Object.entries(words).flatMap(([key, value]) => textsOf(value, `${path}/${key}`));
}

test.each([
  [0, "0 site"],
  [1, "1 site"],
  [2, "2 sites"],
  [12_345, "12\u202f345 sites"],
])("%d sites are %j", (many, text) => {
  expect(frenchCount(many, "site")).toBe(text);
});

test.each([
  [350, "350\u00a0ms"],
  [61_000, "1\u00a0min 1\u00a0s"],
  [90_000_000, "1\u00a0j 1\u00a0h"],
  [86_400_000, "1\u00a0j"],
])("%d ms last %j", (ms, text) => {
  expect(frenchDuration(ms)).toBe(text);
});

test("a number has the separators of its language", () => {
  expect(frenchNumber(1234.5)).toBe("1\u202f234,5");
  expect(english.number(1234.5)).toBe("1,234.5");
});

const counts = { ok: 1200, unknown: 1, warning: 1, critical: 2 };
test.each([
  [counts, "2 critiques sur 1\u202f204 contrôles"],
  [{ ...counts, critical: 0 }, "Rien de critique, 1 avertissement sur 1\u202f202 contrôles"],
  [{ ...counts, critical: 0, warning: 0 }, "Rien d'anormal, 1 inconnu sur 1\u202f201 contrôles"],
  [{ ok: 1, unknown: 0, warning: 0, critical: 0 }, "Le seul contrôle est ok"],
  [{ ok: 1200, unknown: 0, warning: 0, critical: 0 }, "Les 1\u202f200 contrôles sont ok"],
])("%j reads %j", (of, text) => {
  expect(french.headline(of)).toBe(text);
});
