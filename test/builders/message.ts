import type { Database } from "../../src/db/connect.ts";
import type { MessageState } from "../../src/store/messages.ts";

interface StoredMessage {
  readonly recipient: string;
  readonly causeId: number;
  readonly state: MessageState;
  readonly incidentId: number;
  readonly title: string;
  readonly answer: string;
  readonly attempts: number;
}

/** Stores a message that tells of all events of an incident so far; returns its id. */
export async function storeMessage(database: Database, overrides: Partial<StoredMessage> = {}): Promise<number> {
  const { recipient = "mail:admin@example.org", causeId = 1, state = "sent", incidentId = 0 } = overrides;
  const { title = "CRITICAL: example.org", answer = "250 2.0.0 Ok: queued", attempts = 1 } = overrides;
  const group = `cause:${causeId}`;
  const isOver = state !== "waiting" && state !== "sealed";
  const [row] = await database.run(
    (sql) => sql<{ id: number }[]>`
      insert into message (
        recipient, group_key, group_keys, state, events, not_before, ended_at, attempts, title, answer
      )
      select
        ${recipient}, ${group}, array[${group}::text], ${state},
        array(select id from incident_event where incident_id = ${incidentId} order by id), now(),
        case when ${isOver} then now() end, ${attempts}, ${title}, ${answer}
      returning id`,
  );
  return row?.id ?? 0;
}

interface StoredRecipient {
  readonly id: string;
  readonly lane: string;
  /** Undefined while it can be reached. */
  readonly failingSince: Date;
  readonly lastError: string;
  /** Null for never. */
  readonly lastSentAt: Date | null;
  /** Undefined while nothing waits. */
  readonly visibleAt: Date;
}

/** Stores who gets messages. */
export async function storeRecipient(database: Database, overrides: Partial<StoredRecipient> = {}): Promise<void> {
  const { id = "mail:admin@example.org", lane = "mail", failingSince, lastError = null } = overrides;
  const { lastSentAt = new Date(Date.now() - 300_000), visibleAt } = overrides;
  await database.run(
    (sql) => sql`
      insert into recipient (id, lane, failing_since, last_error, last_sent_at, visible_at)
      values (
        ${id}, ${lane}, ${failingSince ?? null}, ${lastError}, ${lastSentAt},
        coalesce(${visibleAt ?? null}::timestamptz, 'infinity')
      )`,
  );
}

/** Stores `each` messages about each of the causes 1 to `causes`, one in 100 dead, each telling of two of its incidents. */
export async function storeMessages(
  database: Database,
  { causes, each }: { readonly causes: number; readonly each: number },
): Promise<void> {
  await database.transaction(
    (tx) => tx`
      insert into message (recipient, group_key, group_keys, state, events, not_before, ended_at)
      select
        'mail:' || n % 10, 'cause:' || cause.id, array['cause:' || cause.id],
        case when n % 100 = 0 then 'dead' else 'sent' end, told.events, now(), now()
      from cause
      cross join lateral (
        select array_agg(event.id) as events
        from (select id from incident where cause_id = cause.id order by id limit 2) incident
        join incident_event event on event.incident_id = incident.id
      ) told
      cross join generate_series(1, ${each}::int) as n
      where cause.id <= ${causes}`,
    { deadlineMs: 60_000 },
  );
}
