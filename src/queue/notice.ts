import type { Sql } from "../db/pool.ts";

/** An event that somebody may have to be told of, with what decides whom. */
export interface Notice {
  readonly id: number;
  readonly kind: string;
  /** Whether a silence kept it back. */
  readonly held: boolean;
  /** Null for one that is about no incident: a heartbeat. */
  readonly incident: NoticeIncident | null;
}

/** The incident of a notice and the event that happened to it. */
export interface NoticeIncident {
  readonly incidentId: number;
  readonly eventId: number;
  readonly eventKind: string;
  /** The rank of the event's severity. */
  readonly severity: number;
  readonly subject: string;
  readonly causeId: number;
  readonly domain: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly closed: boolean;
}

/**
 * Makes the transaction the only one that dispatches and says when it began, in milliseconds since 1970 UTC; undefined
 * when another one is at it.
 */
export async function tryLockNotices(tx: Sql): Promise<number | undefined> {
  const [lock] = await tx<{ held: boolean; nowMs: number }[]>`
    select
      pg_try_advisory_xact_lock(hashtext('argos notices')) as held,
      (extract(epoch from now()) * 1000)::double precision as "nowMs"`;
  return lock?.held ? lock.nowMs : undefined;
}

/**
 * Notices that are due, the longest first and `limit` of them at most, each with all others of its incident, due or held:
 * what happened to one incident is decided together. In the order of their ids, which is the order of the events of one
 * incident.
 */
export async function listDueNotices(tx: Sql, limit: number): Promise<Notice[]> {
  const rows = await tx<(NoticeIncident & { id: number; kind: string; held: boolean })[]>`
    with due as materialized (
      select id, incident_id
      from notice
      where visible_at <= now()
      order by visible_at, id
      limit ${limit}
    ),
    taken as materialized (
      select id from due
      union
      select notice.id
      from (select distinct incident_id from due where incident_id is not null) touched
      join notice on notice.incident_id = touched.incident_id
    )
    select
      notice.id, notice.kind, notice.held, notice.event_id as "eventId", event.kind as "eventKind", event.severity,
      incident.id as "incidentId", incident.subject, incident.cause_id as "causeId", incident.domain, incident.labels,
      incident.closed_at is not null as closed
    from taken
    join notice on notice.id = taken.id
    left join incident on incident.id = notice.incident_id
    left join incident_event event on event.id = notice.event_id
    order by notice.id`;
  return rows.map(({ id, kind, held, ...incident }) => ({
    id,
    kind,
    held,
    incident: incident.incidentId === null || incident.eventId === null ? null : incident,
  }));
}

/** Keeps notices back until their silence ends; instants are milliseconds since 1970 UTC. */
export async function holdNotices(
  tx: Sql,
  held: readonly { readonly id: number; readonly untilMs: number }[],
): Promise<void> {
  if (held.length === 0) return;
  await tx`
    update notice
    set held = true,
        visible_at = to_timestamp(kept.until_ms / 1000)
    from unnest(
      ${held.map((one) => one.id)}::bigint[],
      ${held.map((one) => one.untilMs)}::double precision[]
    ) as kept (id, until_ms)
    where notice.id = kept.id`;
}

/** Removes notices that have become messages, or need not. */
export async function deleteNotices(tx: Sql, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx`
    delete from notice
    where id = any(${[...ids]}::bigint[])`;
}

/** Lets the dispatcher look at what is held now: for a silence that ended before its time. Waits for a dispatcher at work. */
export async function wakeHeldNotices(tx: Sql): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('argos notices'))`;
  await tx`
    update notice
    set visible_at = now()
    where held
      and visible_at > now()`;
}

/** Starts the reminders of incidents that were just told of and last; each in its own rhythm. */
export async function startReminders(
  tx: Sql,
  incidents: readonly { readonly incidentId: number; readonly remindSeconds: number }[],
): Promise<void> {
  if (incidents.length === 0) return;
  await tx`
    with told as materialized (
      select incident.id, wanted.remind_seconds
      from unnest(
        ${incidents.map((one) => one.incidentId)}::bigint[],
        ${incidents.map((one) => one.remindSeconds)}::int[]
      ) as wanted (id, remind_seconds)
      join incident on incident.id = wanted.id
      where incident.closed_at is null
      order by incident.id
      for no key update of incident
    )
    update incident
    set remind_seconds = told.remind_seconds,
        remind_at = now() + make_interval(secs => told.remind_seconds)
    from told
    where incident.id = told.id`;
}
