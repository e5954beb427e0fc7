import { expect, test } from "bun:test";
import { brokenArrow, roomOf, rooms, vocabularies } from "./arrows.ts";
import { findCycle } from "./cycle.ts";
import { type Import, importsOf, isOurs } from "./import.ts";
import { readSources } from "./source.ts";

const sources = await readSources("src");
const imports = sources.flatMap(importsOf);

test("every import follows the arrows between rooms", () => {
  expect(imports.length).toBeGreaterThan(50);
  expect(imports.map(brokenArrow).filter((broken) => broken !== undefined)).toEqual([]);
});

test("every file of src is in a room", () => {
  expect(sources.map(({ path }) => path).filter((path) => rooms[roomOf(path)] === undefined)).toEqual([]);
});

test("no imports go round in a cycle", () => {
  expect(findCycle(imports.filter(isOurs))).toBeUndefined();
});

test("the arrows themselves have no cycle", () => {
  const arrows = Object.entries(rooms).flatMap(([from, { values, types = [] }]) =>
    [...values, ...types].map((to): Import => ({ from, to, kind: "value" })),
  );
  expect(findCycle(arrows)).toBeUndefined();
});

test("vocabularies exist and need nothing at run time but other words and base", () => {
  for (const path of vocabularies) expect(sources.map((each) => each.path)).toContain(path);
  const needed = imports.filter(({ from, kind }) => vocabularies.includes(from) && kind === "value");
  expect(needed.filter(({ to }) => !vocabularies.includes(to) && roomOf(to) !== "base")).toEqual([]);
});

test.each([
  ["src/checks/a.ts", "src/base/b.ts", "value", undefined],
  ["src/checks/a.ts", "src/checks/kinds/b.ts", "value", undefined],
  ["src/checks/a.ts", "re2js", "value", undefined],
  ["src/base/version.ts", "package.json", "value", undefined],
  ["src/checks/a.ts", "src/config/load.ts", "type", undefined],
  ["src/contract/a.ts", "src/checks/reason.ts", "value", undefined],
  ["src/cli/a.ts", "src/server/b.ts", "value", undefined],
  ["src/checks/a.ts", "src/config/load.ts", "value", "checks may import only types of config"],
  ["src/contract/a.ts", "src/checks/evaluate.ts", "value", "contract may import only types of checks"],
  ["src/base/a.ts", "src/checks/reason.ts", "type", "base may not import checks"],
  ["src/server/a.ts", "src/probe/b.ts", "type", "server may not import probe"],
  ["src/agent/a.ts", "src/db/b.ts", "value", "agent may not import db"],
  ["src/server/a.ts", "src/cli/b.ts", "value", "server may not import cli"],
  ["src/attic/a.ts", "src/base/b.ts", "value", "is in no room of the table"],
  ["src/checks/a.ts", "test/builders/b.ts", "value", "which is not shipped"],
  ["src/checks/a.ts", "src/base/b", "value", "write the file's extension"],
] as const)("%s importing %s (%s): %p", (from, to, kind, complaint) => {
  const broken = brokenArrow({ from, to, kind });
  if (complaint === undefined) expect(broken).toBeUndefined();
  else expect(broken).toContain(complaint);
});

test.each([
  [`import { a } from "../base/b.ts";`, [["src/base/b.ts", "value"]]],
  [`import a from "./b.ts";`, [["src/checks/b.ts", "value"]]],
  [`import * as a from 're2js';`, [["re2js", "value"]]],
  [`import type { A } from "../config/b.ts";`, [["src/config/b.ts", "type"]]],
  [`import { type A, type B } from "../config/b.ts";`, [["src/config/b.ts", "type"]]],
  [`import { type A, b } from "../config/b.ts";`, [["src/config/b.ts", "value"]]],
  [
    `import {\n  a,\n  b,\n} from "./b.ts";\nimport "./c.ts";`,
    [
      ["src/checks/b.ts", "value"],
      ["src/checks/c.ts", "value"],
    ],
  ],
  [
    `export { a } from "./b.ts";\nexport * from "./c.ts";`,
    [
      ["src/checks/b.ts", "value"],
      ["src/checks/c.ts", "value"],
    ],
  ],
  [`export type { A } from "./b.ts";`, [["src/checks/b.ts", "type"]]],
  [`const a = await import("../db/b.ts");`, [["src/db/b.ts", "value"]]],
  [`import a from "./b.sql" with { type: "text" };`, [["src/checks/b.sql", "value"]]],
  [`export const a = "from";\n// import { a } from "x"\nexport type A = "b";`, []],
] as const)("the imports of %j are found", (text, found) => {
  const seen = importsOf({ path: "src/checks/a.ts", text });
  expect(seen.map(({ to, kind }) => [to, kind] as const)).toEqual(found.map(([to, kind]) => [to, kind] as const));
});

test("a cycle is found, also one made of types", () => {
  const chain = (...paths: readonly string[]): Import[] =>
    paths.slice(1).map((to, at) => ({ from: paths[at] ?? "", to, kind: "type" }));
  expect(findCycle(chain("a", "b", "c", "a"))).toEqual(["a", "b", "c", "a"]);
  expect(findCycle(chain("x", "a", "b", "a"))).toEqual(["a", "b", "a"]);
  expect(findCycle(chain("a", "a"))).toEqual(["a", "a"]);
  expect(findCycle([...chain("a", "b", "d"), ...chain("a", "c", "d")])).toBeUndefined();
});
