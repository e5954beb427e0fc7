import { expect, test } from "bun:test";
import { malformations } from "./form.ts";
import { readSources } from "./source.ts";

test("every file is short, named after its idea, checked by the compiler and in its place", async () => {
  const sources = await readSources("src", "test", "scripts");
  expect(sources.length).toBeGreaterThan(50);
  expect(sources.flatMap(malformations)).toEqual([]);
});

test.each([
  [300, 0],
  [301, 1],
])("a file of %d lines has %d faults", (lines, faults) => {
  expect(malformations({ path: "src/base/a.ts", text: "a;\n".repeat(lines) })).toHaveLength(faults);
  expect(malformations({ path: "src/base/a.ts", text: "a;\n".repeat(lines - 1).concat("a;") })).toHaveLength(faults);
});

test.each([
  ["src/base/utils.ts"],
  ["src/base/helpers.ts"],
  ["src/base/common.ts"],
  ["src/checks/types.ts"],
  ["src/constants.tsx"],
  ["src/base/severity.test.ts"],
  ["scripts/a.test.ts"],
  ["test/a.test.ts"],
  ["test/a.ts"],
  ["test/integration/a.test.ts"],
  ["test/builders/a.test.ts"],
])("%s is not accepted as a path", (path) => {
  expect(malformations({ path, text: "" })).toHaveLength(1);
});

test.each([["src/base/uncommon.ts"], ["src/checks/kinds/a.ts"], ["test/unit/checks/a.test.ts"], ["test/farm/a.ts"]])(
  "%s is accepted as a path",
  (path) => {
    expect(malformations({ path, text: "" })).toEqual([]);
  },
);

test.each([
  ["const a: any = b;"],
  ["const a = b as any;"],
  ["const a = new Map<any, string>();"],
  ["const a: Map<string, any> = b;"],
  ["const a: readonly any[] = b;"],
  [`// @ts-${"ignore"}\na;`],
  [`// @ts-${"expect-error"} a\na;`],
  ["test.skip(name, body);"],
  ["describe.only(name, body);"],
  ["test.only.each(rows)(name, body);"],
  ["test.todo(name);"],
])("%j is not accepted", (text) => {
  expect(malformations({ path: "src/base/a.ts", text }).length).toBeGreaterThan(0);
});

test.each([
  ["// the family: any\na;"],
  ["const a = `the family: any of them`;"],
  ['const a = "any";'],
  ['type A = "any" | 4;'],
  ["const anything: Anything = b;"],
])("%j is accepted", (text) => {
  expect(malformations({ path: "src/base/a.ts", text })).toEqual([]);
});
