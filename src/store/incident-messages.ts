import type { EventKind } from "../checks/event-kind.ts";
import type { Sql } from "../db/pool.ts";
import type { MessageState } from "./messages.ts";

/** A message that tells of an incident, and what it tells of it. */
export interface IncidentMessage {
  readonly id: number;
  readonly recipient: string;
  readonly state: MessageState;
  readonly told: readonly EventKind[];
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly attempts: number;
  readonly title: string;
  readonly answer: string;
}

/** Messages of the incident's cause that are looked through at most, and events of the incident they are held against. */
const scannedMax = 1000;

/**
 * The latest messages that tell of an incident, newest first. Every message about an incident belongs to the group of its
 * cause, so only the newest `scannedMax` of that group are looked at, through `message_groups`.
 */
export async function listIncidentMessages(
  sql: Sql,
  wanted: { readonly incidentId: number; readonly causeId: number; readonly limit: number },
): Promise<IncidentMessage[]> {
  const { incidentId, causeId, limit } = wanted;
  return await sql<IncidentMessage[]>`
    with happened as materialized (
      select id, kind
      from incident_event
      where incident_id = ${incidentId}::bigint
      order by id desc
      limit ${scannedMax}
    ),
    grouped as materialized (
      select id
      from message
      where group_keys @> array[${`cause:${causeId}`}::text]
      offset 0
    ),
    newest as materialized (
      select id
      from grouped
      order by id desc
      limit ${scannedMax}
    )
    select
      message.id, message.recipient, message.state, told.kinds as told, message.created_at as "createdAt",
      message.ended_at as "endedAt", message.attempts, message.title, message.answer
    from newest
    join message using (id)
    cross join lateral (
      select array_agg(happened.kind order by happened.id) as kinds
      from happened
      where happened.id = any(message.events)
    ) told
    where told.kinds is not null
    order by message.id desc
    limit ${limit}`;
}
