import { ArgosError } from "../base/error.ts";
import { MessageItem, MessageReplay } from "../contract/v1/message.ts";
import type { Database } from "../db/connect.ts";
import { messageItem } from "../server/messages/message-item.ts";
import { replayDead } from "../server/messages/replay-dead.ts";
import { listMessages } from "../store/messages.ts";
import { askServer, listFromServer, type ServerPlace } from "./ask-server.ts";
import type { DeskOptions } from "./desk-options.ts";
import type { MessageDesk } from "./message-desk.ts";
import { withDesk } from "./open-desk.ts";

/** Works on the messages of the server, or of the database, that the options name. */
export async function withMessages<T>(options: DeskOptions, work: (desk: MessageDesk) => Promise<T>): Promise<T> {
  return await withDesk(options, { command: "message", ofServer, ofDatabase }, work);
}

function ofServer(server: ServerPlace): MessageDesk {
  return {
    async list({ state, rowsMax }) {
      const query = state === undefined ? {} : { state };
      return await listFromServer(server, { path: "messages", query, rowsMax }, MessageItem);
    },
    replay: async (id) => await askServer(server, { method: "POST", path: `messages/${id}/replay` }, MessageReplay),
  };
}

function ofDatabase(db: Database): MessageDesk {
  return {
    async list({ state, rowsMax }) {
      const rows = await db.run((sql) => listMessages(sql, { state, beforeId: undefined, limit: rowsMax }));
      return rows.map(messageItem);
    },
    async replay(id) {
      const replayed = await replayDead(db, id);
      if (replayed === undefined) throw new ArgosError("refused", `there is no message ${id}`);
      return replayed;
    },
  };
}
