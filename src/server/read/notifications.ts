import type { Database } from "../../db/connect.ts";
import {
  countMessages,
  listMessages,
  type MessageCounts,
  type MessageRow,
  type MessageState,
} from "../../store/messages.ts";
import { listRecipients, type RecipientRow } from "../../store/recipients.ts";
import { type Page, pageOf } from "../page-of.ts";

/** Messages of a state that is asked for alone, and of one among others. */
const rowsMax = 50;
const rowsAmongOthersMax = 10;
const recipientsMax = 200;

/** States as a page shows them, what needs somebody first. */
export const shownStates = ["dead", "sealed", "waiting", "sent", "dropped"] as const satisfies readonly MessageState[];

export interface NotificationsRead {
  readonly counts: MessageCounts;
  readonly recipients: Page<RecipientRow>;
  /** The latest of each state, or one state's page. */
  readonly messages: ReadonlyMap<MessageState, Page<MessageRow>>;
}

/** What waits, what was sent, what could not be, and who cannot be reached: seven queries, or three for one state. */
export async function readNotifications(
  db: Database,
  asked: { readonly state: MessageState | undefined; readonly beforeId: number | undefined },
): Promise<NotificationsRead> {
  const { state: only, beforeId } = asked;
  const states = only === undefined ? shownStates : [only];
  const limit = only === undefined ? rowsAmongOthersMax : rowsMax;
  return await db.run(async (sql) => {
    const [counts, recipients, ...messages] = await Promise.all([
      countMessages(sql),
      listRecipients(sql, recipientsMax + 1),
      ...states.map((state) => listMessages(sql, { state, beforeId, limit: limit + 1 })),
    ]);
    const pages = states.map((state, index) => [state, pageOf(messages[index] ?? [], limit)] as const);
    return { counts, recipients: pageOf(recipients, recipientsMax), messages: new Map(pages) };
  });
}
