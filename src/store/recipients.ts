import type { Sql } from "../db/pool.ts";

/** Who gets messages, and whether they arrive. The id holds no secret. */
export interface RecipientRow {
  readonly id: string;
  /** Since when nothing could be sent; null while all is well. */
  readonly failingSince: Date | null;
  /** What the other side said last while it fails. */
  readonly lastError: string | null;
  readonly lastSentAt: Date | null;
}

/** Everybody there is: those that fail first, the longest first, then by id; more than `limit` are cut. */
export async function listRecipients(sql: Sql, limit: number): Promise<RecipientRow[]> {
  return await sql<RecipientRow[]>`
    select id, failing_since as "failingSince", last_error as "lastError", last_sent_at as "lastSentAt"
    from recipient
    order by failing_since, id
    limit ${limit}`;
}
