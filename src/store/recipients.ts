import type { Sql } from "../db/pool.ts";

/** Who gets messages, and whether they arrive. The id holds no secret. */
export interface RecipientRow {
  readonly id: string;
  /** Since when nothing could be sent; null while all is well. */
  readonly failingSince: Date | null;
  /** What the other side said to the last message when it did not take it; null after one that it took, and before any. */
  readonly lastError: string | null;
  readonly lastSentAt: Date | null;
  /** When the next message goes, or is tried again; null where none waits, or one is on its way now. */
  readonly nextAt: Date | null;
}

/** Everybody there is: those that fail first, the longest first, then who took no message, then by id; more than `limit` are cut. */
export async function listRecipients(sql: Sql, limit: number): Promise<RecipientRow[]> {
  return await sql<RecipientRow[]>`
    select
      id, failing_since as "failingSince", last_error as "lastError", last_sent_at as "lastSentAt",
      case when leased_by is null then nullif(visible_at, 'infinity') end as "nextAt"
    from recipient
    order by failing_since, last_error is null, id
    limit ${limit}`;
}
