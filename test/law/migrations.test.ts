import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { migrations } from "../../src/db/migrations/list.ts";

const folder = join(import.meta.dir, "../../src/db/migrations");
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".sql"))
  .sort();

test("the list of migrations equals the folder", () => {
  expect(migrations.map(({ name }) => `${name}.sql`)).toEqual(files);
});

test("each migration is numbered by its place and carries its file's text", () => {
  for (const [index, { version, name, sql }] of migrations.entries()) {
    expect(version).toBe(index + 1);
    expect(name.startsWith(`${String(version).padStart(4, "0")}_`)).toBe(true);
    expect(sql).toBe(readFileSync(join(folder, `${name}.sql`), "utf8"));
  }
});
