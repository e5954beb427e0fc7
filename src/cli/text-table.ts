import { cleanText } from "../base/clean-text.ts";

/** Rows, the first of them the headings, as a table for a terminal; the last column is as long as it likes. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const lines = rows.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  "));
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

/** What another server says is cleaned once more: a terminal obeys control characters. */
export function terminalText(text: string, charactersMax = 4000): string {
  return cleanText(text, charactersMax);
}

/** An instant of the API as a table shows it, in UTC: `2026-08-01 14:00:00`. */
export function instantText(instant: string): string {
  return terminalText(instant).slice(0, 19).replace("T", " ");
}
