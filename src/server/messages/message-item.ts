import type { MessageItem } from "../../contract/v1/message.ts";
import type { MessageRow } from "../../store/messages.ts";

/** A message as the API and the command line show it. */
export function messageItem({ createdAt, endedAt, ...row }: MessageRow): MessageItem {
  return { ...row, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}
