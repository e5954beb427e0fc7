import type { Sql } from "../db/pool.ts";

/** What became of the wish to send a dead message again. */
export type Replayed = "replayed" | "not-dead" | "gone";

/**
 * Makes a dead message wait again, to go at once; one that is not dead is left alone. It takes up what waits for its group,
 * and how its incidents ended, so that it says how things stand. It keeps its key unless that made it say more.
 */
export async function replayMessage(tx: Sql, messageId: number): Promise<Replayed> {
  const [found] = await tx<{ recipient: string; group: string }[]>`
    select recipient, group_key as group
    from message
    where id = ${messageId}`;
  if (found === undefined) return "gone";
  await tx`
    select
    from recipient
    where id = ${found.recipient}
    for update`;
  const [dead] = await holdDead(tx, { recipient: found.recipient, ids: [messageId], limit: 1 });
  if (dead === undefined) return "not-dead";
  await reviveMessages(tx, found.recipient, [dead]);
  return "replayed";
}

/**
 * Makes the dead messages of a recipient wait again, the oldest first and `limit` of them at most; returns how many there
 * were. Those of one group become one message, the oldest of them: there is never more than one that waits.
 */
export async function replayRecipient(tx: Sql, recipient: string, limit: number): Promise<number> {
  await tx`
    select
    from recipient
    where id = ${recipient}
    for update`;
  const dead = await holdDead(tx, { recipient, ids: undefined, limit });
  if (dead.length > 0) await reviveMessages(tx, recipient, dead);
  return dead.length;
}

interface DeadMessage {
  readonly id: number;
  readonly group: string;
}

/** Dead messages of a locked recipient, locked in the order of their ids. */
async function holdDead(
  tx: Sql,
  which: { readonly recipient: string; readonly ids: readonly number[] | undefined; readonly limit: number },
): Promise<DeadMessage[]> {
  return await tx<DeadMessage[]>`
    select id, group_key as group
    from message
    where recipient = ${which.recipient}
      and state = 'dead'
      ${which.ids === undefined ? tx`` : tx`and id = any(${[...which.ids]}::bigint[])`}
    order by id
    limit ${which.limit}
    for update`;
}

/** Makes one waiting message of the dead and the waiting ones of each group: the oldest of the dead stays, the others go. */
async function reviveMessages(tx: Sql, recipient: string, dead: readonly DeadMessage[]): Promise<void> {
  const groups = [...Map.groupBy(dead, (one) => one.group).values()];
  const kept = groups.flatMap(([oldest]) => oldest ?? []);
  const merged = dead.filter((one) => !kept.includes(one)).map((one) => one.id);
  const gone = await tx<{ group: string; groups: string; events: string }[]>`
    delete from message
    where (recipient = ${recipient} and group_key = any(${kept.map((one) => one.group)}::text[]) and state = 'waiting')
      or id = any(${merged}::bigint[])
    returning group_key as group, group_keys::text as groups, events::text as events`;
  await growMessages(tx, kept, gone);
  await tx`
    update recipient
    set wanted_at = now(),
        visible_at = case when leased_by is null then now() else visible_at end
    where id = ${recipient}`;
}

/** `gone` has arrays as PostgreSQL writes them. */
async function growMessages(
  tx: Sql,
  kept: readonly DeadMessage[],
  gone: readonly { readonly group: string; readonly groups: string; readonly events: string }[],
): Promise<void> {
  await tx`
    with gone as materialized (
      select group_key, groups::text[] as groups, events::bigint[] as events
      from json_to_recordset(${JSON.stringify(gone.map(({ group, ...one }) => ({ group_key: group, ...one })))}::text::json)
        as row (group_key text, groups text, events text)
    ),
    grown as (
      select
        message.id,
        array(
          select unnest(own.events)
          union
          select ending.id
          from unnest(own.events) as told_id
          join incident_event told on told.id = told_id
          join incident_event ending on ending.incident_id = told.incident_id
          where ending.id > told.id
            and ending.kind in ('recovered', 'removed', 'reopened')
          order by 1
        ) as events,
        array(
          select unnest(message.group_keys)
          union
          select unnest(gone.groups) from gone where gone.group_key = message.group_key
          order by 1
        ) as group_keys
      from message
      cross join lateral (
        select message.events || coalesce(
          (select array_agg(event) from gone, unnest(gone.events) as event where gone.group_key = message.group_key),
          '{}'
        ) as events
      ) own
      where message.id = any(${kept.map((one) => one.id)}::bigint[])
    )
    update message
    set state = 'waiting',
        events = grown.events,
        group_keys = grown.group_keys,
        idempotency_key = case when grown.events = message.events then idempotency_key else gen_random_uuid() end,
        created_at = now(),
        not_before = now(),
        sealed_at = null,
        ended_at = null,
        attempts = 0
    from grown
    where message.id = grown.id`;
}
