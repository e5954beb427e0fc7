import type { Sql } from "../db/pool.ts";

/** Somebody who gets messages, and what fails together with them. */
export interface Addressee {
  readonly id: string;
  readonly lane: string;
}

/** A server's hold on a recipient: nobody else sends to them. */
export interface RecipientLease {
  readonly recipient: string;
  readonly token: number;
  /** Whether what was sent last failed. */
  readonly failing: boolean;
}

/**
 * Makes sure that recipients have a row, and locks the rows in the order of their ids until the transaction ends. Who
 * writes messages takes these locks first, as who sends does, so that no two wait for each other.
 */
export async function lockRecipients(tx: Sql, recipients: readonly Addressee[]): Promise<void> {
  const ordered = recipients.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await tx`
    insert into recipient (id, lane)
    select id, lane
    from unnest(${ordered.map((one) => one.id)}::text[], ${ordered.map((one) => one.lane)}::text[]) as wanted (id, lane)
    on conflict (id) do update
    set lane = excluded.lane,
        wanted_at = now()`;
}

/** Leases of these lanes that could be had now: so many recipients are due in each, `perLane` at most. */
export async function countDueRecipients(
  sql: Sql,
  lanes: readonly string[],
  perLane: number,
): Promise<{ readonly lane: string; readonly due: number }[]> {
  return await sql<{ lane: string; due: number }[]>`
    select wanted.lane, found.due
    from unnest(${[...lanes]}::text[]) as wanted (lane)
    cross join lateral (
      select count(*)::int as due
      from (
        select
        from recipient
        where recipient.lane = wanted.lane
          and visible_at <= now()
        limit ${perLane}
      ) one
    ) found
    where found.due > 0`;
}

/** Leases the recipient of a lane that is longest due; undefined when none is. */
export async function leaseRecipient(
  tx: Sql,
  order: { readonly lane: string; readonly server: string; readonly leaseSeconds: number },
): Promise<RecipientLease | undefined> {
  const [leased] = await tx<RecipientLease[]>`
    with due as materialized (
      select id
      from recipient
      where lane = ${order.lane}
        and visible_at <= now()
      order by visible_at
      limit 1
      for update skip locked
    )
    update recipient
    set token = token + 1,
        leased_by = ${order.server},
        visible_at = now() + make_interval(secs => ${order.leaseSeconds})
    from due
    where recipient.id = due.id
    returning recipient.id as recipient, recipient.token, recipient.failing_since is not null as failing`;
  return leased;
}

/** Lets a lease that still stands last `seconds` from now. */
export async function renewRecipient(
  sql: Sql,
  { recipient, token }: Pick<RecipientLease, "recipient" | "token">,
  seconds: number,
): Promise<void> {
  await sql`
    update recipient
    set visible_at = now() + make_interval(secs => ${seconds})
    where id = ${recipient}
      and token = ${token}
      and leased_by is not null`;
}

/** Locks the recipient while the lease still stands; returns how long it has been failing, or undefined for a lost lease. */
export async function holdRecipient(
  tx: Sql,
  { recipient, token }: Pick<RecipientLease, "recipient" | "token">,
): Promise<{ readonly failingMs: number } | undefined> {
  const [held] = await tx<{ failingMs: number }[]>`
    select coalesce(extract(epoch from now() - failing_since) * 1000, 0)::double precision as "failingMs"
    from recipient
    where id = ${recipient}
      and token = ${token}
      and leased_by is not null
    for update`;
  return held;
}

/**
 * Ends a lease: the recipient is due when its next message is. `refusal` is what the other side said when it would not
 * take a message; undefined after one that was sent.
 */
export async function restRecipient(tx: Sql, recipient: string, refusal?: string): Promise<void> {
  await tx`
    update recipient
    set leased_by = null,
        failing_since = null,
        rest_until = null,
        last_error = ${refusal ?? null},
        last_sent_at = case when ${refusal ?? null}::text is null then now() else last_sent_at end,
        visible_at = ${nextDue(tx, recipient)}
    where id = ${recipient}`;
}

/** Ends a lease for which there was nothing to send. */
export async function releaseRecipient(tx: Sql, recipient: string): Promise<void> {
  await tx`
    update recipient
    set leased_by = null,
        visible_at = ${nextDue(tx, recipient)}
    where id = ${recipient}`;
}

/** Ends a lease and lets the recipient be for a while, whatever is due. */
export async function postponeRecipient(tx: Sql, recipient: string, delayMs: number): Promise<void> {
  await tx`
    update recipient
    set leased_by = null,
        visible_at = now() + make_interval(secs => ${delayMs / 1000})
    where id = ${recipient}`;
}

/** Ends a lease after a failure. `askedMs`: the other side wants to be left alone for so long. */
export async function failRecipient(
  tx: Sql,
  recipient: string,
  failure: { readonly delayMs: number; readonly askedMs: number | undefined; readonly error: string },
): Promise<void> {
  const delayMs = Math.max(failure.delayMs, failure.askedMs ?? 0);
  await tx`
    update recipient
    set leased_by = null,
        failing_since = coalesce(failing_since, now()),
        rest_until = now() + make_interval(secs => ${failure.askedMs === undefined ? null : failure.askedMs / 1000}),
        last_error = ${failure.error},
        visible_at = now() + make_interval(secs => ${delayMs / 1000})
    where id = ${recipient}`;
}

/** Makes every failing recipient of a lane due now, but those that asked for rest: something of the lane was just sent. */
export async function wakeLane(tx: Sql, lane: string): Promise<void> {
  await tx`
    with failing as materialized (
      select id
      from recipient
      where lane = ${lane}
        and failing_since is not null
        and leased_by is null
        and visible_at < 'infinity'
      order by id
      for update skip locked
    )
    update recipient
    set visible_at = least(visible_at, greatest(now(), rest_until))
    from failing
    where recipient.id = failing.id`;
}

/** When the next message of a recipient may go: at once for one that was begun, never when there is none. */
function nextDue(tx: Sql, recipient: string) {
  return tx`coalesce(
    (
      select min(case when message.state = 'sealed' then now() else message.not_before end)
      from message
      where message.recipient = ${recipient}
        and message.state in ('waiting', 'sealed')
    ),
    'infinity'
  )`;
}
