import type { Sql } from "../db/pool.ts";

/**
 * Lets incidents that last, and that nobody acknowledged, remind of themselves when it is time: at most `limit` of them,
 * each once however many reminders were missed. Returns how many.
 */
export async function remindOfIncidents(tx: Sql, limit: number): Promise<number> {
  const reminded = await tx`
    with due as materialized (
      select id
      from incident
      where remind_at <= now()
        and closed_at is null
        and acknowledged_at is null
      order by remind_at
      limit ${limit}
      for no key update skip locked
    ),
    moved as (
      update incident
      set remind_at = remind_at + make_interval(
        secs => remind_seconds * (floor(extract(epoch from now() - remind_at) / remind_seconds) + 1)::double precision
      )
      from due
      where incident.id = due.id
      returning incident.id, incident.severity, incident.reason, incident.message
    ),
    happened as (
      insert into incident_event (incident_id, at, kind, severity, reason, message)
      select id, now(), 'reminded', severity, reason, message
      from moved
      order by id
      returning id, incident_id
    )
    insert into notice (incident_id, event_id, kind)
    select incident_id, id, 'reminder'
    from happened
    order by id`;
  return reminded.count;
}
