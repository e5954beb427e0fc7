import type { SilenceOrder } from "../../checks/silence-order.ts";
import type { SiteMatch } from "../../config/silence.ts";
import type { Database } from "../../db/connect.ts";
import { wakeHeldNotices } from "../../queue/notice.ts";
import {
  endSilence,
  endSilences,
  extendSilences,
  insertSilence,
  lockSilences,
  type NewSilence,
  type SilenceKind,
  type StoredSilence,
} from "../../store/silences.ts";

/** Begins a silence; undefined when there are too many active ones. */
export async function beginSilence(db: Database, order: NewSilence): Promise<StoredSilence | undefined> {
  return await db.transaction(async (tx) => {
    await lockSilences(tx);
    return await insertSilence(tx, order);
  });
}

/**
 * Lets an active silence of the same kind and match last as long as wished, or begins one: asking twice is harmless.
 * Undefined when there are too many active ones.
 */
export async function prolongSilence(
  db: Database,
  order: SilenceOrder & { readonly kind: SilenceKind },
): Promise<StoredSilence | undefined> {
  return await db.transaction(async (tx) => {
    await lockSilences(tx);
    return (await extendSilences(tx, order)) ?? (await insertSilence(tx, order));
  });
}

/** Ends all active maintenance of a match and returns what it ended. */
export async function endMaintenance(
  db: Database,
  end: { readonly match: SiteMatch; readonly by: string },
): Promise<StoredSilence[]> {
  return await db.transaction(async (tx) => {
    await lockSilences(tx);
    const ended = await endSilences(tx, { ...end, kind: "maintenance" });
    if (ended.length > 0) await wakeHeldNotices(tx);
    return ended;
  });
}

/** Ends a silence before its time, and lets what it held back be told; undefined when there is none of that number. */
export async function cutSilence(
  db: Database,
  end: { readonly id: number; readonly by: string },
): Promise<StoredSilence | undefined> {
  return await db.transaction(async (tx) => {
    const ended = await endSilence(tx, end);
    if (ended !== undefined) await wakeHeldNotices(tx);
    return ended;
  });
}
