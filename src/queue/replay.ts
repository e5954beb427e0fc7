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
  const [dead] = await tx`
    select
    from message
    where id = ${messageId}
      and state = 'dead'
    for update`;
  if (dead === undefined) return "not-dead";
  const [later] = await tx<{ events: string }[]>`
    delete from message
    where recipient = ${found.recipient}
      and group_key = ${found.group}
      and state = 'waiting'
    returning events::text as events`;
  await reviveMessage(tx, messageId, later?.events ?? "{}");
  await tx`
    update recipient
    set wanted_at = now(),
        visible_at = case when leased_by is null then now() else visible_at end
    where id = ${found.recipient}`;
  return "replayed";
}

/** `later` is an array of event ids as PostgreSQL writes it. */
async function reviveMessage(tx: Sql, messageId: number, later: string): Promise<void> {
  await tx`
    with grown as (
      select array(
        select unnest(message.events)
        union
        select unnest(${later}::text::bigint[])
        union
        select ending.id
        from unnest(message.events) as told_id
        join incident_event told on told.id = told_id
        join incident_event ending on ending.incident_id = told.incident_id
        where ending.id > told.id
          and ending.kind in ('recovered', 'removed', 'reopened')
        order by 1
      ) as events
      from message
      where id = ${messageId}
    )
    update message
    set state = 'waiting',
        events = grown.events,
        idempotency_key = case when grown.events = message.events then idempotency_key else gen_random_uuid() end,
        created_at = now(),
        not_before = now(),
        sealed_at = null,
        ended_at = null,
        attempts = 0
    from grown
    where id = ${messageId}`;
}
