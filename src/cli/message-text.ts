import type { MessageItem, MessageReplay } from "../contract/v1/message.ts";
import { instantText, terminalText, textTable } from "./text-table.ts";

/** A title is cut, since what the other side said stands behind it. */
const titleCharactersMax = 60;

/** Messages as a table for a terminal; a sentence for none. */
export function messageTable(items: readonly MessageItem[]): string {
  if (items.length === 0) return "no such message\n";
  const rows = items.map((item) => [
    String(item.id),
    item.state,
    instantText(item.endedAt ?? item.createdAt),
    terminalText(item.recipient),
    String(item.attempts),
    terminalText(item.title, titleCharactersMax),
    terminalText(item.answer),
  ]);
  return textTable([["ID", "STATE", "SINCE (UTC)", "TO", "ATTEMPTS", "TITLE", "ANSWER"], ...rows]);
}

/** One line about a replay, such as `message 12 is sent again to mail:admin@example.org`. */
export function replayLine({ outcome, message: { id, recipient, state } }: MessageReplay): string {
  const to = terminalText(recipient);
  return outcome === "replayed"
    ? `message ${id} goes to ${to} again, as soon as a server runs`
    : `message ${id} to ${to} is left alone: it is ${state}, not dead`;
}
