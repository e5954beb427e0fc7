import type { MessageReplay } from "../../contract/v1/message.ts";
import type { Database } from "../../db/connect.ts";
import { type Replayed, replayMessage, replayRecipient } from "../../queue/replay.ts";
import { findMessage, type MessageRow } from "../../store/messages.ts";
import { messageItem } from "./message-item.ts";

/** Dead letters of one recipient that are sent again at once at most. */
export const replayedMax = 500;

/** Makes the dead messages of a recipient wait again, the oldest first; how many there were. No recipient has a NUL in its id. */
export async function replayAllDead(db: Database, recipient: string): Promise<number> {
  if (recipient.includes("\0")) return 0;
  return await db.transaction((tx) => replayRecipient(tx, recipient, replayedMax));
}

/** Makes a dead message wait again; one that is not dead stays as it is. Undefined when there is none of that id. */
export async function replayDead(db: Database, id: number): Promise<MessageReplay | undefined> {
  const [outcome, row] = await db.transaction(
    async (tx): Promise<readonly [Replayed, MessageRow | undefined]> => [
      await replayMessage(tx, id),
      await findMessage(tx, id),
    ],
  );
  if (outcome === "gone" || row === undefined) return undefined;
  return { outcome, message: messageItem(row) };
}
