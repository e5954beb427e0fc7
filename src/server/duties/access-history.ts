import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { deleteOldAudit } from "../../store/audit.ts";
import { deleteOldAttempts } from "../../store/login-attempts.ts";
import { deleteOldPlaces } from "../../store/login-places.ts";
import { deleteOldSessions } from "../../store/sessions.ts";
import type { Duty } from "./duty.ts";

/** Rows deleted in one transaction, and transactions in one turn: the rest waits for the next. */
const rowsMax = 5_000;
const turnsMax = 20;

/** Forgets sessions that are over, attempts and places that no limit looks at, and deeds older than `auditAgeMs`. */
export function accessHistoryDuty(auditAgeMs: number): Duty {
  return {
    name: "access-history",
    everySeconds: 600,
    run: async (db) => {
      await repeat(db, (tx) => deleteOldSessions(tx, rowsMax));
      await repeat(db, (tx) => deleteOldAttempts(tx, rowsMax));
      await repeat(db, (tx) => deleteOldPlaces(tx, rowsMax));
      await repeat(db, (tx) => deleteOldAudit(tx, { ageMs: auditAgeMs, rowsMax }));
    },
  };
}

async function repeat(db: Database, forget: (tx: Sql) => Promise<number>): Promise<void> {
  for (let turn = 0; turn < turnsMax; turn += 1) {
    if ((await db.transaction(forget)) === 0) return;
  }
}
