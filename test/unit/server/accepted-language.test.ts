import { expect, test } from "bun:test";
import { acceptedLanguage } from "../../../src/server/pages/accepted-language.ts";

test.each([
  ["fr", "fr"],
  ["FR-ca", "fr"],
  ["fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr"],
  ["en, fr", "en"],
  ["fr, en", "fr"],
  ["en;q=0.8, fr", "fr"],
  ["en;q=0.8, fr;q=0.801", "fr"],
  ["en;q=0.801, fr;q=0.8", "en"],
  ["de, fr;q=0.1", "fr"],
  ["fr;q=0, en;q=0.1", "en"],
  ["en;q=0, *", "fr"],
  ["fr;q=0.000", "en"],
  ["fr;q=0.5, fr-CA;q=0.9, en;q=0.8", "fr"],
  ["fr ; q=1.000 , en", "fr"],
  ["\tfr\t;\tq=0.9", "fr"],
  ["fr;q=0.9,,en", "en"],
] as const)("of %j the language is %s", (header, language) => {
  expect(acceptedLanguage(header, "en")).toBe(language);
});

test.each([
  [null],
  [""],
  ["*"],
  ["de, it;q=0.5"],
  ["de, *;q=0.1"],
  ["fr;q=0, en;q=0"],
  ["frisian"],
  ["french-fr"],
  ["fr;q=2"],
  ["fr;q=0.1234"],
  ["fr;level=1"],
  ["<script>"],
  [`${"de,".repeat(400)}fr;q=0.1`],
  ["x".repeat(100_000)],
])("%j names none of ours: it is that of the installation", (header) => {
  expect(acceptedLanguage(header, "en")).toBe("en");
  expect(acceptedLanguage(header, "fr")).toBe("fr");
});
