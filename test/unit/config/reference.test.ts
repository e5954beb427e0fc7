import { expect, test } from "bun:test";
import { withTables } from "../../../scripts/configuration-reference.ts";
import { goodConfig } from "../../builders/config-files.ts";

test("docs/configuration.md has the tables of keys that validate", async () => {
  const page = await Bun.file(`${import.meta.dir}/../../../docs/configuration.md`).text();
  expect(page).toContain("| `status-is` |");
  expect(withTables(page)).toBe(page);
});

test("the examples of the chapter about who is told are one good file", async () => {
  const page = await Bun.file(`${import.meta.dir}/../../../docs/configuration.md`).text();
  const chapter = page.slice(page.indexOf("## Who is told"), page.indexOf("## Every key"));
  const examples = [...chapter.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, example]) => example);
  expect(examples.length).toBeGreaterThan(5);
  const { warnings, notifications } = goodConfig(examples.join(""));
  expect(warnings).toEqual([]);
  expect(notifications.silences).toHaveLength(4);
});

test("what stands in the comments of the example at the top level loads too", async () => {
  const text = await Bun.file(`${import.meta.dir}/../../../argos.yaml.example`).text();
  const lines = text.split("\n").filter((line) => !/^ *# [A-Z]/.test(line));
  const uncommented = lines.join("\n").replaceAll(/^( *)# /gm, "$1");
  const tokens = { secret: "a-token-of-many-characters", isWorldReadable: false };
  const config = goodConfig(
    { "argos.yaml": uncommented, "/etc/argos/agent-tokens": tokens },
    { ARGOS_DB_PASSWORD: "x" },
  );
  expect(config.warnings).toEqual([]);
  expect(config.notifications.silences).toHaveLength(1);
  expect(config.sites.length).toBeGreaterThan(4);
});
