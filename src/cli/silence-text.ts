import { cleanText } from "../base/clean-text.ts";
import type { SilenceItem } from "../contract/v1/silence.ts";

/** One line about a silence, such as `maintenance 12 of domain=https://x until 2026-08-01 14:00:00 UTC`. */
export function silenceLine(item: SilenceItem): string {
  return `${item.kind} ${item.id} of ${matchText(item)} until ${instantText(item.endsAt)} UTC`;
}

/** Silences as a table for a terminal; a sentence for none. */
export function silenceTable(items: readonly SilenceItem[]): string {
  if (items.length === 0) return "nothing is silenced, beside what the configuration may say\n";
  const rows = items.map((item) => [
    String(item.id),
    item.kind,
    instantText(item.endsAt),
    clean(item.createdBy),
    matchText(item),
    clean(item.comment),
  ]);
  const table = [["ID", "KIND", "UNTIL (UTC)", "BY", "MATCH", "COMMENT"], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  const lines = table.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  "));
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

function matchText({ match }: SilenceItem): string {
  const labels = Object.entries(match.labels ?? {}).map(([name, value]) => `label.${name}=${value}`);
  return clean([...(match.domain === undefined ? [] : [`domain=${match.domain}`]), ...labels].join(" "));
}

/** What another server says is cleaned once more: a terminal obeys control characters. */
function clean(text: string): string {
  return cleanText(text, 4000);
}

function instantText(instant: string): string {
  return clean(instant).slice(0, 19).replace("T", " ");
}
