import type { UserRow } from "../store/users.ts";
import { instantText, terminalText, textTable } from "./text-table.ts";

/** People as a table for a terminal; a sentence for none. */
export function userTable(users: readonly UserRow[]): string {
  if (users.length === 0) return "there is no user yet: argos user add makes one\n";
  const rows = users.map((user) => [
    terminalText(user.name),
    user.origin,
    user.role,
    user.disabledAt === null ? "enabled" : "disabled",
    user.lastLoginAt === null ? "never" : instantText(user.lastLoginAt.toISOString()),
  ]);
  return textTable([["NAME", "ORIGIN", "ROLE", "STATE", "LAST LOGIN (UTC)"], ...rows]);
}

/** People as JSON. */
export function usersJson(users: readonly UserRow[]): string {
  return `${JSON.stringify(users, null, 2)}\n`;
}
