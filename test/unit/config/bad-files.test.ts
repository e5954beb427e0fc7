import { afterAll, expect, test } from "bun:test";
import { closeSync, ftruncateSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskFiles } from "../../../src/config/disk-files.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { formatProblem } from "../../../src/config/problem.ts";

const folder = join(import.meta.dir, "bad");
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => name.slice(0, -".yaml".length));
const scratch = mkdtempSync(join(tmpdir(), "argos-config-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const environment = { SECRET: `s3cr3t $\{HOME} value` };

/** Every problem on a line of its own, files named from the folder of bad files. */
function problemsIn(path: string): string {
  const result = loadConfig(path, { environment, files: diskFiles });
  if (result.kind === "loaded") return "(loaded)\n";
  return result.problems.map((problem) => `${formatProblem(problem).replaceAll(`${folder}/`, "")}\n`).join("");
}

test.each(names)("%s gives exactly its problems", (name) => {
  expect(problemsIn(join(folder, `${name}.yaml`))).toBe(readFileSync(join(folder, `${name}.expected`), "utf8"));
});

test("no problem shows the value of a variable", () => {
  expect(problemsIn(join(folder, "secret-not-shown.yaml"))).not.toContain("s3cr3t");
});

test("a file that is not there is a problem", () => {
  expect(problemsIn(join(folder, "absent.yaml"))).toBe(
    'absent.yaml:1:1: the file "absent.yaml" is missing or not readable\n',
  );
});

test.each([
  [20 * 1024 * 1024, "a NUL character"],
  [20 * 1024 * 1024 + 1, "this file has 21 MiB, at most 20 are read: split it with include"],
  [100 * 1024 * 1024, "this file has 100 MiB, at most 20 are read: split it with include"],
])("a file of %d bytes: %s", (bytes, message) => {
  const path = join(scratch, `${bytes}.yaml`);
  const file = openSync(path, "w");
  ftruncateSync(file, bytes);
  closeSync(file);
  expect(problemsIn(path)).toBe(`${path}:1:1: ${message}\n`);
});
