import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { formatProblem, formatWarning } from "../../../src/config/problem.ts";
import { showConfig } from "../../../src/config/show.ts";
import { goodConfig, loaded, problemsOf } from "../../builders/config-files.ts";
import { textWords } from "../../harness/text-words.ts";

const bad = join(import.meta.dir, "bad");
const sites = "websites: [{domain: 'https://a.example'}]\n";

/** All that is said of a file: its problems and warnings, and what `config show` prints. */
function saidOf(document: unknown): string {
  const result = loaded(stringify(document));
  const problems = result.kind === "invalid" ? result.problems.map(formatProblem) : [showConfig(result.config)];
  return [...problems, ...result.warnings.map(formatWarning)].join("\n");
}

/** A file with one value, at a path as `textWords` has it. */
function fileWith(path: string, value: unknown): unknown {
  const steps = path.split(/\.|(?=\[\])/).reverse();
  return steps.reduce((inner, step) => (step === "[]" ? [inner] : { [step === "*" ? "a" : step]: inner }), value);
}

/** The path and all that it leads through. */
function prefixes(path: string): readonly string[] {
  const steps = path.split(/(?=\.|\[\])/);
  return steps.map((_, at) => steps.slice(0, at + 1).join(""));
}

test("no problem of the bad files repeats a password", () => {
  const said = readdirSync(bad)
    .filter((name) => name.endsWith(".expected"))
    .map((name) => readFileSync(join(bad, name), "utf8"));
  expect(said.length).toBeGreaterThan(60);
  expect(said.join("")).not.toContain("hunter2");
});

const addresses = [
  "https://ada:hunter2@exa mple.org",
  "https://ada:hunter2@example.org",
  "htps://ada:hunter2@example.org",
  "https:/ada:hunter2@exa mple.org",
  "ada:hunter2@example.org",
  "https://example.org/a?pwd=hunter2",
  "https://example.org/?hunter2",
  "https://example.org/#hunter2",
];

test.each(addresses)("%s is not repeated, wherever it stands", (address) => {
  const leaks = textWords().filter(({ path }) => saidOf(fileWith(path, address)).includes("hunter2"));
  expect(leaks.map(({ path }) => path)).toEqual([]);
});

const shapes = ["hunter2", "hunter2hunter2", ["hunter2"], { a: "hunter2" }, "${hunter2", "a: hunter2", [["hunter2"]]];

test.each(shapes)("of a secret nothing is said, however it is written: %j", (shape) => {
  const paths = new Set(textWords().flatMap(({ path, isSecret }) => (isSecret ? prefixes(path) : [])));
  expect([...paths].filter((path) => saidOf(fileWith(path, shape)).includes("hunter2"))).toEqual([]);
});

test.each([
  ["secrets: [1234567]", "argos.yaml:1:21: this token has 7 characters: at least 8 are needed"],
  ["api_tokens: [a]", "argos.yaml:1:24: this token has 1 character: at least 8 are needed"],
  ["secrets_file: short", "argos.yaml:1:25: token 2 of this file has 7 characters: at least 8 are needed"],
  ["api_tokens_file: short", "argos.yaml:1:28: token 2 of this file has 7 characters: at least 8 are needed"],
])("%s is refused", (line, problem) => {
  const files = { "argos.yaml": `service: {${line}}\n${sites}`, short: `${"a".repeat(20)}\n1234567\n` };
  expect(problemsOf(files)).toEqual([problem]);
});

test.each([
  ["secrets: [12345678]", ["this token has 8 characters"]],
  ["api_tokens: [1234567890123456789]", ["this token has 19 characters"]],
  ["api_tokens: [abcdefghijklmnopqrst]", []],
])("%s is taken, a short one with a warning", (line, warnings) => {
  const found = goodConfig(`service: {${line}}\n${sites}`).warnings;
  expect(found).toEqual(warnings.map((one) => expect.stringContaining(one)));
});
