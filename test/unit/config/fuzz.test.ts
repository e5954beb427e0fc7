import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loaded } from "../../builders/config-files.ts";
import { mutated, seededRandom } from "../../builders/mutation.ts";

const originals = [
  readFileSync(join(import.meta.dir, "good/original.yaml"), "utf8"),
  readFileSync(join(import.meta.dir, "../../../argos.yaml.example"), "utf8"),
  readFileSync(join(import.meta.dir, "good/notifications.yaml"), "utf8"),
  "websites:\n  - &a\n    domain: https://a.example\n    checks: [status-is: 200]\n  - <<: *a\n    domain: https://b.example\n",
  "include: [part.yaml]\nprofiles: {p: {checks: [{json-is: '{}'}]}}\nwebsites: [{domains: ['https://a.example'], profile: p}]\n",
];

test("2,000 mutated files load or give problems with places, and nothing is thrown", () => {
  const random = seededRandom(42);
  let isLoaded = 0;
  for (let round = 0; round < 2000; round++) {
    const text = mutated(originals[round % originals.length] ?? "", random);
    const result = loaded({ "argos.yaml": text, "part.yaml": "websites: !include argos.yaml\n" }, { X: "x" });
    if (result.kind === "loaded") isLoaded++;
    else
      for (const { line, column, message } of result.problems)
        expect(line > 0 && column > 0 && message !== "").toBe(true);
    expect(result.kind === "loaded" || result.problems.length > 0).toBe(true);
  }
  expect(isLoaded).toBeGreaterThan(100);
  expect(isLoaded).toBeLessThan(1900);
});

test("500 files of mutated bytes load or give problems, and nothing is thrown", () => {
  const random = seededRandom(7);
  const bytes = new TextEncoder().encode(originals[1]);
  for (let round = 0; round < 500; round++) {
    const wrong = Uint8Array.from(bytes);
    for (let time = 0; time < 3; time++) wrong[Math.floor(random() * wrong.length)] = Math.floor(random() * 256);
    const result = loaded(wrong);
    expect(result.kind === "loaded" || result.problems.length > 0).toBe(true);
  }
});
