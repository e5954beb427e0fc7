import type { TokenRow } from "../store/api-tokens.ts";
import { instantText, terminalText, textTable } from "./text-table.ts";

/** Tokens as a table for a terminal; a sentence for none. */
export function tokenTable(tokens: readonly TokenRow[]): string {
  if (tokens.length === 0) return "there is no token here, beside those of the configuration\n";
  const rows = tokens.map((token) => [
    token.id,
    token.scopes.join(","),
    token.revokedAt === null ? `ends ${instantOr(token.expiresAt, "never")}` : "revoked",
    instantOr(token.lastUsedAt, "never"),
    terminalText(token.createdBy, 60),
    terminalText(token.name),
  ]);
  return textTable([["ID", "SCOPES", "STATE", "LAST USED (UTC)", "BY", "NAME"], ...rows]);
}

/** Tokens as JSON. */
export function tokensJson(tokens: readonly TokenRow[]): string {
  return `${JSON.stringify(tokens, null, 2)}\n`;
}

function instantOr(at: Date | null, none: string): string {
  return at === null ? none : instantText(at.toISOString());
}
