import { expect, test } from "bun:test";
import { impatience } from "./patience.ts";
import { readSources } from "./source.ts";

test("no test fails for the machine being busy", async () => {
  const sources = await readSources("test");
  expect(sources.length).toBeGreaterThan(50);
  expect(sources.flatMap(impatience)).toEqual([]);
});

const path = "test/db/a.test.ts";

test.each([
  ["expect(performance.now() - before).toBeLessThan(1500);"],
  ["expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(60);"],
  ["setDefaultTimeout(60_000);"],
  ['test("a", async () => {\n  await b();\n}, 30_000);'],
  ['test.each([1])(\n  "a",\n  async () => {\n    await b();\n  },\n  30_000,\n);'],
  ['await eventually(async () => await b(), "b", 60_000);'],
  ["await Bun.sleep(50);"],
])("%j is not accepted in a test", (text) => {
  expect(impatience({ path, text })).toHaveLength(1);
  expect(impatience({ path: "test/harness/a.ts", text })).toEqual([]);
});

test.each([
  ["expect(performance.now() - before).toBeGreaterThanOrEqual(299);"],
  ["const closedAt = new Date(Date.now() - 60_000);"],
  ['await eventually(async () => (await count()) === 5000, "five thousand");'],
  ["expect(row).toEqual({ ms: 60_000 });"],
])("%j is accepted in a test", (text) => {
  expect(impatience({ path, text })).toEqual([]);
});
