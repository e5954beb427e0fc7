import type { Sql } from "../db/pool.ts";
import type { Addressee } from "./recipient.ts";

/** How long a recipient that no server has in its configuration keeps its messages, in seconds: servers reload one by one. */
const unwantedSeconds = 300;

/** Recipients whose messages are dropped in one transaction. */
const unwantedMax = 1000;

/** Says which recipients a server has in its configuration, and in which lane: for those with something waiting. */
export async function rollRecipients(tx: Sql, wanted: readonly Addressee[]): Promise<void> {
  await tx`
    with stale as materialized (
      select recipient.id, wanted.lane
      from unnest(${wanted.map((one) => one.id)}::text[], ${wanted.map((one) => one.lane)}::text[]) as wanted (id, lane)
      join recipient on recipient.id = wanted.id
      where recipient.visible_at < 'infinity'
        and (recipient.lane <> wanted.lane or recipient.wanted_at < now() - interval '30 seconds')
      order by recipient.id
      for update of recipient skip locked
    )
    update recipient
    set lane = stale.lane,
        wanted_at = now()
    from stale
    where recipient.id = stale.id`;
}

/** Drops the messages of recipients that no server wants any more, this one included; says whose and how many. */
export async function dropUnwanted(
  tx: Sql,
  wanted: readonly Addressee[],
): Promise<{ readonly recipient: string; readonly messages: number }[]> {
  return await tx<{ recipient: string; messages: number }[]>`
    with unwanted as materialized (
      select id
      from recipient
      where wanted_at < now() - make_interval(secs => ${unwantedSeconds})
        and visible_at < 'infinity'
        and id <> all(${wanted.map((one) => one.id)}::text[])
      order by wanted_at
      limit ${unwantedMax}
      for update skip locked
    ),
    rested as (
      update recipient
      set token = token + 1,
          leased_by = null,
          failing_since = null,
          visible_at = 'infinity'
      from unwanted
      where recipient.id = unwanted.id
    ),
    dropped as (
      update message
      set state = 'dropped',
          ended_at = now(),
          content = null,
          answer = 'the recipient left the configuration'
      from unwanted
      where message.recipient = unwanted.id
        and message.state in ('waiting', 'sealed')
      returning message.recipient
    )
    select recipient, count(*)::int as messages
    from dropped
    group by recipient
    order by recipient`;
}
