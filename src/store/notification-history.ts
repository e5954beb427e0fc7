import type { Sql } from "../db/pool.ts";

/** How much of what was told is kept, and how much is deleted in one statement. */
export interface NotificationLimit {
  /** Of messages that were sent or dropped, in milliseconds. */
  readonly messageAgeMs: number;
  /** Of incidents that are over, of messages that were given up, and of silences that ended, in milliseconds. */
  readonly incidentAgeMs: number;
  readonly rowsMax: number;
}

/** Deletes old messages, the oldest first; returns how many. */
export async function deleteOldMessages(sql: Sql, limit: NotificationLimit): Promise<number> {
  const ended = await sql`
    delete from message
    where id in (
      select id
      from message
      where ended_at < now() - make_interval(secs => ${limit.messageAgeMs / 1000})
        and (state <> 'dead' or ended_at < now() - make_interval(secs => ${limit.incidentAgeMs / 1000}))
      order by ended_at
      limit ${limit.rowsMax}
    )`;
  return ended.count;
}

/** Deletes incidents that were over long ago, with their events, and the causes that are left without any; returns how many. */
export async function deleteOldIncidents(sql: Sql, limit: NotificationLimit): Promise<number> {
  const causes = await sql<{ causeId: number }[]>`
    delete from incident
    where id in (
      select id
      from incident
      where closed_at < now() - make_interval(secs => ${limit.incidentAgeMs / 1000})
      order by closed_at
      limit ${limit.rowsMax}
    )
    returning cause_id as "causeId"`;
  await sql`
    delete from cause
    where id = any(${[...new Set(causes.map((one) => one.causeId))]}::bigint[])
      and joined_at < now() - interval '1 day'
      and not exists (
        select
        from incident
        where incident.cause_id = cause.id
      )`;
  return causes.length;
}

/** Deletes silences that ended long ago, and recipients to whom nothing was sent for as long; returns how many. */
export async function deleteOldSilences(sql: Sql, limit: NotificationLimit): Promise<number> {
  const ended = await sql`
    delete from silence
    where id in (
      select id
      from silence
      where ends_at < now() - make_interval(secs => ${limit.incidentAgeMs / 1000})
      order by ends_at
      limit ${limit.rowsMax}
    )`;
  const forgotten = await sql`
    delete from recipient
    where id in (
      select id
      from recipient
      where visible_at = 'infinity'
        and wanted_at < now() - make_interval(secs => ${limit.incidentAgeMs / 1000})
        and not exists (
          select
          from message
          where message.recipient = recipient.id
        )
      limit ${limit.rowsMax}
    )`;
  return ended.count + forgotten.count;
}
