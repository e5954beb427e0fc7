import { expect, test } from "bun:test";
import { readFullYaml } from "../../../src/config/yaml/full-reader.ts";
import type { Node } from "../../../src/config/yaml/node.ts";
import { readPlainYaml } from "../../../src/config/yaml/plain-reader.ts";
import { mutated, seededRandom } from "../../builders/mutation.ts";

/** Everything a reader of the tree can see, as plain values. */
function visible(node: Node | undefined): unknown {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case "scalar":
      return [
        node.text === "" ? "-" : node.at,
        node.text,
        Object.is(node.value, -0) ? 0 : String(node.value),
        typeof node.value,
      ];
    case "include":
      return [node.at, "!include", node.pattern];
    case "list":
      return [node.at, ...node.items.map(visible)];
    case "map":
      return { at: node.at, entries: node.entries.map((entry) => [entry.at, entry.key, visible(entry.value)]) };
  }
}

function readBoth(text: string) {
  const file = { name: "a.yaml", text };
  const plain = readPlainYaml(file);
  if (plain.kind === "beyond") return undefined;
  const full = readFullYaml(file);
  return {
    plain: { root: visible(plain.root), problems: plain.problems },
    full: { root: visible(full.root), problems: full.problems },
  };
}

const plainTexts = [
  "a: 1",
  "a: b\nc: d # comment\n\n# comment\ne: 'f # g'\n",
  "---\na: 1\n",
  "- a\n- b: 1\n  c: 2\n-\n- d:\n  - e\n",
  "a:\n- 1\n- 2\nb: 3\n",
  "a:\n  - 1\n  -   b: 2\n      c: 3\n",
  'a: [1, \'two\', "three", {b: 4, "c": [5]}, ]\n',
  "a: {}\nb: []\nc:\n",
  'a: "x\\n\\"y\\""\n',
  "a: !include conf.d/*.yaml\nb:\n  - !include x.yaml\n",
  "websites: !include 'a b.yaml' # comment\n",
  "\"1d\": critical\n'5d': warning\n33%: x\n".replace("33%: x\n", ""),
  "a: -1\nb: +1.5e3\nc: 0x1F\nd: 0o17\ne: .inf\nf: ~\ng: null\nh: True\ni: no\nj: 1.10\nk: 12:30:45\nl: -.5\n",
  "a: https://example.org:8443/x?y=z#frag\nb: x#y\nc: a - b\n",
  "/installed: true\n/a/b~1c: x\n",
  "a:\r\n  b: 1\r\n  c: x\r\n",
  "a: é ü 日本\n",
  "a: b c  d\n",
  "__proto__: 1\nconstructor: 2\n",
  "a b: c\nd.e: f\n",
  "a: -x\nb: ?x\n".replace("b: ?x\n", ""),
];

test.each(plainTexts)("the plain reader takes %j and sees what the full reader sees", (text) => {
  const both = readBoth(text);
  expect(both).toBeDefined();
  expect(both?.plain).toEqual(both?.full ?? { root: "none", problems: [] });
});

test.each([
  "a: |\n  x\n",
  "a: >-\n  x\n",
  "a: &x 1\nb: *x\n",
  "a: b\n  c\n",
  "a: b: c\n",
  "a: [1,\n 2]\n",
  "<<: {a: 1}\n",
  "a: !!str 1\n",
  "? a\n: b\n",
  "a: 'it\n  goes on'\n",
  "a:\n\tb: 1\n",
  "a: 1\n---\nb: 2\n",
  "%YAML 1.2\n---\na: 1\n",
  "a: 1\n b: 2\n",
  "- - a\n",
  "a: @b\n",
  'a: "\\u0041"\n',
  "a: x\ty\n",
])("the plain reader leaves %j to the full reader", (text) => {
  expect(readPlainYaml({ name: "a.yaml", text }).kind).toBe("beyond");
});

test("a duplicate key is the same problem for both readers", () => {
  const both = readBoth("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n");
  expect(both?.plain.problems.map((one) => `${one.line}:${one.column}`)).toEqual(["4:3", "5:1"]);
  expect(both?.plain.problems).toEqual(both?.full.problems ?? []);
});

test("whatever the plain reader takes of mutated files, the full reader sees alike", () => {
  const random = seededRandom(20_260_101);
  let taken = 0;
  for (let round = 0; round < 3000; round++) {
    const text = mutated(plainTexts[round % plainTexts.length] ?? "", random);
    const both = readBoth(text);
    if (both === undefined) continue;
    taken++;
    expect([text, both.plain]).toEqual([text, both.full]);
  }
  expect(taken).toBeGreaterThan(300);
});
