import type { Sql } from "../db/pool.ts";

/** Where a message is on its way. */
export type MessageState = "waiting" | "sealed" | "sent" | "dead" | "dropped";

/** A message as people see it: to whom, how far, what was answered. */
export interface MessageRow {
  readonly id: number;
  readonly recipient: string;
  readonly state: MessageState;
  readonly group: string;
  /** How many events of incidents it tells of. */
  readonly events: number;
  readonly createdAt: Date;
  /** When it ended; null while it waits or is being sent. */
  readonly endedAt: Date | null;
  readonly attempts: number;
  /** Empty until it was sent. */
  readonly title: string;
  /** What the other side said last; empty before the first attempt. */
  readonly answer: string;
}

/** Messages of one state, or all, newest first. Reads one page of `message_state`, or of the primary key. */
export async function listMessages(
  sql: Sql,
  page: { readonly state: MessageState | undefined; readonly beforeId: number | undefined; readonly limit: number },
): Promise<MessageRow[]> {
  const { state, beforeId, limit } = page;
  return await sql<MessageRow[]>`
    select ${messageColumns(sql)}
    from message
    where true
      ${state === undefined ? sql`` : sql`and state = ${state}`}
      ${beforeId === undefined ? sql`` : sql`and id < ${beforeId}::bigint`}
    order by id desc
    limit ${limit}`;
}

/** One message; undefined when there is none of that id. */
export async function findMessage(sql: Sql, id: number): Promise<MessageRow | undefined> {
  const [row] = await sql<MessageRow[]>`
    select ${messageColumns(sql)}
    from message
    where id = ${id}::bigint`;
  return row;
}

function messageColumns(sql: Sql) {
  return sql`
    id, recipient, state, group_key as group, cardinality(events) as events, created_at as "createdAt",
    ended_at as "endedAt", attempts, title, answer`;
}

/** How many messages are on their way or were given up. */
export interface MessageCounts {
  readonly waiting: number;
  readonly sealed: number;
  readonly dead: number;
}

/** The most that `countMessages` counts of one state. */
export const countedMax = 1000;

/**
 * Counts what is not at its end and what is dead, each up to `countedMax`: what was sent is never counted. The states are
 * written out, so that PostgreSQL knows how rare each is and takes the index: it would else read the whole table.
 */
export async function countMessages(sql: Sql): Promise<MessageCounts> {
  const [row] = await sql<MessageCounts[]>`
    select
      (select count(*)::int from (select from message where state = 'waiting' limit ${countedMax}) one) as waiting,
      (select count(*)::int from (select from message where state = 'sealed' limit ${countedMax}) one) as sealed,
      (select count(*)::int from (select from message where state = 'dead' limit ${countedMax}) one) as dead`;
  return row ?? { waiting: 0, sealed: 0, dead: 0 };
}

/** How old the oldest message is that still waits; undefined when none does. Reads one entry of `message_state`. */
export async function findOldestWaiting(sql: Sql): Promise<{ readonly ageMs: number } | undefined> {
  const [row] = await sql<{ ageMs: number }[]>`
    select (extract(epoch from now() - created_at) * 1000)::double precision as "ageMs"
    from message
    where state = 'waiting'
    order by id
    limit 1`;
  return row;
}
