import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { remindOfIncidents } from "../../queue/remind.ts";
import {
  deleteOldIncidents,
  deleteOldMessages,
  deleteOldSilences,
  type NotificationLimit,
} from "../../store/notification-history.ts";
import type { Duty } from "./duty.ts";

/** Incidents that remind of themselves in one transaction. */
const remindersMax = 5_000;

/** Rows deleted in one transaction. */
const rowsMax = 5_000;

/** Transactions in one turn of a duty: the rest waits for its next. */
const turnsMax = 20;

/** How long messages that were sent are kept, in milliseconds. */
const messageAgeMs = 30 * 86_400_000;

/** Reminds of incidents that last. */
export const remindersDuty: Duty = {
  name: "reminders",
  everySeconds: 15,
  run: async (db) => await repeat(db, (tx) => remindOfIncidents(tx, remindersMax)),
};

/** Forgets old messages, incidents and silences. `historyAgeMs` is how long incidents are kept. */
export function notificationHistoryDuty(historyAgeMs: number): Duty {
  const limit: NotificationLimit = { messageAgeMs, incidentAgeMs: historyAgeMs, rowsMax };
  return {
    name: "notification-history",
    everySeconds: 3600,
    run: async (db) => {
      for (const forget of [deleteOldMessages, deleteOldIncidents, deleteOldSilences]) {
        await repeat(db, (tx) => forget(tx, limit));
      }
    },
  };
}

/** Works in transactions of bounded size until one finds nothing more. */
async function repeat(db: Database, work: (tx: Sql) => Promise<number>): Promise<void> {
  for (let turn = 0; turn < turnsMax; turn += 1) {
    if ((await db.transaction(work)) === 0) return;
  }
}
