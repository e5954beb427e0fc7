import type { Sql } from "../db/pool.ts";

/**
 * Asks for a call of the heartbeat's URL, in the transaction that settled a canary; nothing where one is asked for already
 * or was made less than `everyMs` ago.
 */
export async function insertHeartbeat(sql: Sql, recipient: string, everyMs: number): Promise<void> {
  await sql`
    insert into notice (kind)
    select 'heartbeat'
    where not exists (select from notice where kind = 'heartbeat')
      and not exists (
        select from message
        where recipient = ${recipient}
          and state = 'sent'
          and ended_at > now() - make_interval(secs => ${everyMs / 1000})
      )`;
}
