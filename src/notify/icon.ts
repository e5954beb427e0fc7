import type { Severity } from "../base/severity.ts";

const icons: Readonly<Record<Severity, string>> = { ok: "✅", unknown: "❔", warning: "⚠️", critical: "❌" };

/** A title with the icon of its severity before it, as the original has it, for channels that look like a chat. */
export function withIcon(severity: Severity, title: string): string {
  return `${icons[severity]} ${title}`;
}
