import type { Sql } from "../db/pool.ts";

/** A canary that is looked at as often as the URL is to be called must not miss its turn by the moments a call takes. */
const dueAfter = 0.9;

/**
 * Asks for a call of the heartbeat's URL, in the transaction that settled a canary; nothing where one is asked for or on its
 * way already, or was taken less than nine tenths of `everyMs` ago.
 */
export async function insertHeartbeat(sql: Sql, recipient: string, everyMs: number): Promise<void> {
  await sql`
    insert into notice (kind)
    select 'heartbeat'
    where not exists (select from notice where kind = 'heartbeat')
      and not exists (
        select
        from message
        where recipient = ${recipient}
          and state in ('waiting', 'sealed')
      )
      and not exists (
        select
        from recipient
        where id = ${recipient}
          and last_sent_at > now() - make_interval(secs => ${(dueAfter * everyMs) / 1000})
      )`;
}
