import { expect, test } from "bun:test";
import { withMetrics } from "../../../scripts/metrics-reference.ts";
import { catalogue } from "../../../src/server/metrics/catalogue.ts";

test("docs/metrics.md has the table of the metrics that there are", async () => {
  const page = await Bun.file(`${import.meta.dir}/../../../docs/metrics.md`).text();
  expect(page).toContain("| `argos_checks` |");
  expect(withMetrics(page)).toBe(page);
});

test("the rules of docs/metrics.md are about metrics that there are", async () => {
  const page = await Bun.file(`${import.meta.dir}/../../../docs/metrics.md`).text();
  const named = [...page.matchAll(/expr: (.*)/g)].flatMap(([, rule = ""]) => rule.match(/argos_\w+/g) ?? []);
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((name) => !catalogue.some((one) => one.name === name))).toEqual([]);
});
