import type { SilenceItem } from "../contract/v1/silence.ts";
import { instantText, terminalText, textTable } from "./text-table.ts";

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
    terminalText(item.createdBy),
    matchText(item),
    terminalText(item.comment),
  ]);
  return textTable([["ID", "KIND", "UNTIL (UTC)", "BY", "MATCH", "COMMENT"], ...rows]);
}

function matchText({ match }: SilenceItem): string {
  const labels = Object.entries(match.labels ?? {}).map(([name, value]) => `label.${name}=${value}`);
  return terminalText([...(match.domain === undefined ? [] : [`domain=${match.domain}`]), ...labels].join(" "));
}
