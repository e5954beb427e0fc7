import type { Sql } from "../db/pool.ts";

/** Waiting messages that are merged into one at most; the rest goes with the next. */
const mergedMax = 10_000;

/** What one recipient is to be told of one group of incidents. */
export interface MessageEntry {
  readonly recipient: string;
  readonly group: string;
  /** Ids of incident events. */
  readonly events: readonly number[];
  /** From now to the message, at least. */
  readonly waitMs: number;
}

/**
 * Adds entries to the waiting messages of their groups, and makes the recipients due when the first of these is: unless
 * somebody sends to them now, or failed to and will try again. The recipients are locked (see `lockRecipients`). A group's
 * message follows its last one after `intervalMs` at the soonest. The planner cannot know how few the entries are: the
 * array keeps it from reading every recipient.
 */
export async function addToMessages(tx: Sql, entries: readonly MessageEntry[], intervalMs: number): Promise<void> {
  await tx`
    with entry as materialized (
      select recipient, group_key, events::bigint[] as events, wait_ms
      from json_to_recordset(${JSON.stringify(entries.map(entryRow))}::text::json) as row (
        recipient text, group_key text, events text, wait_ms double precision
      )
    ),
    told as materialized (
      select message.recipient, told_group as group_key, max(message.ended_at) as at
      from (select distinct recipient from entry where wait_ms > 0) someone
      join message on message.recipient = someone.recipient
      cross join unnest(message.group_keys) as told_group
      where message.state = 'sent'
        and message.ended_at > now() - make_interval(secs => ${intervalMs / 1000})
      group by message.recipient, told_group
    ),
    added as (
      insert into message (recipient, group_key, group_keys, events, not_before)
      select
        entry.recipient, entry.group_key, array[entry.group_key], entry.events,
        greatest(
          now() + make_interval(secs => entry.wait_ms / 1000),
          told.at + make_interval(secs => ${intervalMs / 1000})
        )
      from entry
      left join told using (recipient, group_key)
      order by entry.recipient, entry.group_key
      on conflict (recipient, group_key) where state = 'waiting' do update
      set events = message.events || excluded.events
      returning recipient, not_before
    )
    update recipient
    set visible_at = least(recipient.visible_at, next.due_at)
    from (select recipient, min(not_before) as due_at from added group by recipient) next
    where recipient.id = next.recipient
      and recipient.id = any(array(select recipient from entry))
      and recipient.leased_by is null
      and (recipient.failing_since is null or recipient.visible_at = 'infinity')`;
}

function entryRow({ recipient, group, events, waitMs }: MessageEntry) {
  return { recipient, group_key: group, events: `{${events.join(",")}}`, wait_ms: waitMs };
}

/** A message that is being sent. */
export interface SealedMessage {
  readonly messageId: number;
  /** The first of the groups that it tells of. */
  readonly group: string;
  readonly groups: readonly string[];
  readonly idempotencyKey: string;
  /** How many events it tells of. */
  readonly events: number;
  /** What it says, once that is known; null before. */
  readonly content: unknown;
  readonly sealedMs: number;
  /** Since the first of its events came. */
  readonly ageMs: number;
  /** Whether no message of its group was sent to this recipient before. */
  readonly opensGroup: boolean;
  /** Whether an attempt was made before: it may have arrived, so it never changes any more. */
  readonly resumed: boolean;
}

/** The message to a leased recipient that was begun and may have arrived; undefined when there is none. Counts an attempt. */
export async function resumeSealed(tx: Sql, recipient: string): Promise<SealedMessage | undefined> {
  const [sealed] = await tx<SealedMessage[]>`
    update message
    set attempts = attempts + 1
    where id = (
      select id
      from message
      where recipient = ${recipient}
        and state = 'sealed'
      order by id
      limit 1
    )
    returning true as resumed, ${sealedColumns(tx)}`;
  return sealed;
}

/** How long ago the latest `limit` messages to a recipient were sent, within `withinMs`, in milliseconds, newest first. */
export async function listSentAges(
  tx: Sql,
  recipient: string,
  window: { readonly limit: number; readonly withinMs: number },
): Promise<number[]> {
  const rows = await tx<{ ageMs: number }[]>`
    select (extract(epoch from now() - ended_at) * 1000)::double precision as "ageMs"
    from message
    where recipient = ${recipient}
      and state = 'sent'
      and ended_at > now() - make_interval(secs => ${window.withinMs / 1000})
    order by ended_at desc
    limit ${window.limit}`;
  return rows.map((row) => row.ageMs);
}

/** Whether a leased recipient has a waiting message whose time has come. */
export async function hasDueMessage(tx: Sql, recipient: string): Promise<boolean> {
  const [found] = await tx`
    select
    from message
    where recipient = ${recipient}
      and state = 'waiting'
      and not_before <= now()
    limit 1`;
  return found !== undefined;
}

/**
 * Makes one message of all to a leased recipient that are due, and seals it: from here its events stand. The oldest row
 * stays. Undefined when nothing is due.
 */
export async function sealDue(tx: Sql, recipient: string): Promise<SealedMessage | undefined> {
  const [sealed] = await tx<SealedMessage[]>`
    with due as materialized (
      select id, events, group_keys
      from message
      where recipient = ${recipient}
        and state = 'waiting'
        and not_before <= now()
      order by id
      limit ${mergedMax}
    ),
    merged as (
      delete from message
      where id in (select id from due)
        and id > (select min(id) from due)
    )
    update message
    set state = 'sealed',
        sealed_at = now(),
        attempts = attempts + 1,
        events = array(select distinct event from due, unnest(due.events) as event order by event),
        group_keys = array(select distinct told_group from due, unnest(due.group_keys) as told_group order by told_group)
    where id = (select min(id) from due)
    returning false as resumed, ${sealedColumns(tx)}`;
  return sealed;
}

function sealedColumns(tx: Sql) {
  return tx`
    message.id as "messageId", message.group_key as group, message.group_keys as groups,
    message.idempotency_key as "idempotencyKey", cardinality(message.events) as events, message.content,
    (extract(epoch from message.sealed_at) * 1000)::double precision as "sealedMs",
    (extract(epoch from now() - message.created_at) * 1000)::double precision as "ageMs",
    not exists (
      select
      from message told
      where told.recipient = message.recipient
        and told.group_key = message.group_key
        and told.state = 'sent'
    ) as "opensGroup"`;
}

/** Keeps what a sealed message says, so that each attempt says the same. */
export async function keepContent(tx: Sql, messageId: number, content: unknown): Promise<void> {
  await tx`
    update message
    set content = ${JSON.stringify(content)}::text::json
    where id = ${messageId}`;
}

/** How a sealed message ended. */
export interface MessageEnd {
  readonly state: "sent" | "dead" | "dropped";
  readonly title: string;
  /** What the other side said. */
  readonly answer: string;
}

/** Ends a sealed message. */
export async function endMessage(tx: Sql, messageId: number, end: MessageEnd): Promise<void> {
  await tx`
    update message
    set state = ${end.state},
        ended_at = now(),
        title = ${end.title},
        answer = ${end.answer},
        content = null
    where id = ${messageId}
      and state = 'sealed'`;
}

/** Removes a sealed message that told of no event: nobody asks later for a heartbeat that was sent. */
export async function deleteMessage(tx: Sql, messageId: number): Promise<void> {
  await tx`
    delete from message
    where id = ${messageId}`;
}

/** After a message was sent, what waits of the same groups keeps its distance from it. */
export async function spaceGroups(
  tx: Sql,
  sent: { readonly recipient: string; readonly groups: readonly string[]; readonly intervalMs: number },
): Promise<void> {
  await tx`
    update message
    set not_before = greatest(not_before, now() + make_interval(secs => ${sent.intervalMs / 1000}))
    where recipient = ${sent.recipient}
      and state = 'waiting'
      and group_key = any(${[...sent.groups]}::text[])`;
}

/** Notes why a sealed message is still sealed: it may have arrived, and will be sent again as it is. */
export async function noteAttempt(tx: Sql, messageId: number, answer: string): Promise<void> {
  await tx`
    update message
    set answer = ${answer}
    where id = ${messageId}`;
}

/**
 * Opens a sealed message that surely did not arrive: it waits again, takes up what came meanwhile, and gets another key,
 * since it may say something else.
 */
export async function openMessage(
  tx: Sql,
  message: { readonly messageId: number; readonly recipient: string; readonly group: string },
  answer: string,
): Promise<void> {
  const [later] = await tx<{ events: string }[]>`
    delete from message
    where recipient = ${message.recipient}
      and group_key = ${message.group}
      and state = 'waiting'
    returning events::text as events`;
  await tx`
    update message
    set state = 'waiting',
        sealed_at = null,
        content = null,
        idempotency_key = gen_random_uuid(),
        answer = ${answer},
        events = events || ${later?.events ?? "{}"}::text::bigint[]
    where id = ${message.messageId}`;
}
