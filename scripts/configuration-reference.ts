import type { Kind } from "../src/config/kinds/kind.ts";
import type { Fields, SectionKind } from "../src/config/kinds/section.ts";
import { checkRules } from "../src/config/words/check-words.ts";
import { mainFile } from "../src/config/words/file-words.ts";

/** The page with the tables of keys between its two marks made anew; run as a script, it writes docs/configuration.md. */
export function withTables(page: string): string {
  const start = "<!-- tables -->";
  const end = "<!-- end of tables -->";
  const before = page.slice(0, page.indexOf(start) + start.length);
  const after = page.slice(page.indexOf(end));
  return `${before}\n\n${[...tablesOf("The file", mainFile.fields, new Set()), checkTable()].join("\n\n")}\n\n${after}`;
}

/** One table for a section, then those of the sections in it, each section once. */
function tablesOf(title: string, fields: Fields, done: Set<Fields>): readonly string[] {
  done.add(fields);
  const rows = Object.entries(fields).map(([key, field]) => {
    const need = field.isRequired ? "required" : (field.written ?? "");
    return `| \`${key}\` | ${cell(field.kind.words)} | ${cell(need)} | ${cell(field.doc)} |`;
  });
  const table = [`### ${title}`, "", "| key | value | default | meaning |", "| --- | --- | --- | --- |", ...rows].join(
    "\n",
  );
  const prefix = title === "The file" ? "" : `${title.replaceAll("`", "")}.`;
  const nested = Object.entries(fields).flatMap(([key, field]) => {
    const inner = fieldsOf(field.kind);
    if (inner === undefined || done.has(inner.fields)) return [];
    return tablesOf(`\`${prefix}${key}${inner.suffix}\``, inner.fields, done);
  });
  return [table, ...nested];
}

function checkTable(): string {
  const rows = Object.entries(checkRules).map(([name, kind]) => `| \`${name}\` | ${cell(kind.words)} |`);
  return ["### Checks", "", "| check | value |", "| --- | --- |", ...rows].join("\n");
}

/** The keys of a section, or of the sections a list or map holds. */
function fieldsOf(kind: Kind<unknown>): { readonly fields: Fields; readonly suffix: string } | undefined {
  if (isSection(kind)) return { fields: kind.fields, suffix: "" };
  const { item } = kind;
  return isSection(item) ? { fields: item.fields, suffix: suffixOf(kind.words) } : undefined;
}

/** How the key of a section is written before its keys: of a map, of a list, or by itself. */
function suffixOf(words: string): string {
  if (words.startsWith("a map")) return ".<name>";
  return words.startsWith("a list") ? "[]" : "";
}

function isSection(kind: unknown): kind is SectionKind<Fields> {
  return typeof kind === "object" && kind !== null && "fields" in kind;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

if (import.meta.main) {
  const path = `${import.meta.dir}/../docs/configuration.md`;
  await Bun.write(path, withTables(await Bun.file(path).text()));
}
