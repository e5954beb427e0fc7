import { expect, test } from "bun:test";
import { withTables } from "../../../scripts/configuration-reference.ts";

test("docs/configuration.md has the tables of keys that validate", async () => {
  const page = await Bun.file(`${import.meta.dir}/../../../docs/configuration.md`).text();
  expect(page).toContain("| `status-is` |");
  expect(withTables(page)).toBe(page);
});
