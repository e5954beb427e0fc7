import { type Severity, severityRank } from "../../src/base/severity.ts";
import type { EventKind } from "../../src/checks/event-kind.ts";
import { type Reason, reasonCode } from "../../src/checks/reason.ts";
import type { Database } from "../../src/db/connect.ts";
import { emptyTables } from "./empty-tables.ts";

/** Empties the tables of incidents and messages. */
export async function forgetIncidents(db: Database): Promise<void> {
  await emptyTables(db, "incident", "incident_event", "notice", "cause", "recipient", "message", "silence");
}

/** A cause that incidents can join; its id. */
export async function storeCause(
  db: Database,
  { kind = "address", value = "192.0.2.7", reason = "connection-refused" }: Partial<StoredCause> = {},
): Promise<number> {
  const [row] = await db.run(
    (sql) => sql<{ id: number }[]>`
      insert into cause (key, kind, value, reason, opened_at)
      values (${`${kind} ${value} ${reason}`}, ${kind}, ${value}, ${reasonCode(reason)}, now())
      returning id`,
  );
  if (row === undefined) throw new Error("no cause was stored");
  return row.id;
}

interface StoredCause {
  readonly kind: "address" | "issuer" | "reason" | "agents";
  readonly value: string;
  readonly reason: Reason;
}

interface StoredIncident {
  readonly causeId: number;
  readonly severity: Severity;
  readonly domain: string;
  readonly subject: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Opens an incident as settling does: row, event and notice in one transaction; its id. */
export async function openIncident(db: Database, overrides: Partial<StoredIncident> = {}): Promise<number> {
  const [id] = await openIncidents(db, 1, overrides);
  if (id === undefined) throw new Error("no incident was opened");
  return id;
}

/** Opens so many incidents of one cause, of other domains unless one is given; their ids. */
export async function openIncidents(
  db: Database,
  count: number,
  overrides: Partial<StoredIncident> = {},
): Promise<number[]> {
  const causeId = overrides.causeId ?? (await storeCause(db));
  const { severity = "critical", domain, subject, labels = {}, message = "expected 200, got 503" } = overrides;
  const rank = severityRank(severity);
  const reason = reasonCode("wrong-status");
  const rows = await db.transaction(async (tx) => {
    const opened = await tx<{ id: number }[]>`
      insert into incident (
        subject, cause_id, domain, url, labels, defined_at, check_key, severity, worst_severity, reason, message, opened_at
      )
      select
        coalesce(${subject ?? null}, 'target:' || nextval('incident_id_seq')), ${causeId},
        coalesce(${domain ?? null}, 'https://site' || n || '.test'), 'https://site' || n || '.test/',
        ${JSON.stringify(labels)}::text::jsonb, 'argos.yaml:7', 'status-is', ${rank}, ${rank}, ${reason}, ${message}, now()
      from generate_series(1, ${count}::int) as n
      order by n
      returning id`;
    const ids = opened.map((one) => one.id);
    await tell(tx, ids, { kind: "opened", rank });
    await tx`
      update cause
      set incidents = incidents + ${count},
          open_incidents = open_incidents + ${count}
      where id = ${causeId}`;
    return ids;
  });
  return rows;
}

/** Lets something happen to incidents, with its event and notice. What ends closes them. */
export async function happen(
  db: Database,
  incidentIds: number | readonly number[],
  kind: EventKind,
  severity: Severity = kind === "recovered" || kind === "removed" ? "ok" : "critical",
): Promise<void> {
  const ids = [incidentIds].flat();
  const rank = severityRank(severity);
  const closes = kind === "recovered" || kind === "removed";
  await db.transaction(async (tx) => {
    await tx`
      update incident
      set severity = ${rank},
          worst_severity = greatest(worst_severity, ${rank}::smallint),
          closed_at = case when ${closes} then now() else closed_at end
      where id = any(${ids}::bigint[])`;
    await tell(tx, ids, { kind, rank });
  });
}

type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];

async function tell(
  tx: Tx,
  ids: readonly number[],
  event: { readonly kind: EventKind; readonly rank: number },
): Promise<void> {
  await tx`
    with happened as (
      insert into incident_event (incident_id, at, kind, severity, reason, message)
      select id, clock_timestamp(), ${event.kind}, ${event.rank}, ${reasonCode(event.rank === 0 ? "passed" : "wrong-status")},
        ${event.rank === 0 ? "status 200" : "expected 200, got 503"}
      from unnest(${[...ids]}::bigint[]) as id
      order by id
      returning id, incident_id
    )
    insert into notice (incident_id, event_id, kind)
    select incident_id, id, ${event.kind}
    from happened
    where ${event.kind !== "acknowledged"}
    order by id`;
}

/** Lets time pass for notices and messages: what they remember moves into the past. */
export async function passMessageTime(db: Database, seconds: number): Promise<void> {
  const span = `${seconds} seconds`;
  await db.transaction(async (tx) => {
    await tx`update notice set visible_at = visible_at - ${span}::interval`;
    await tx`
      update recipient
      set visible_at = visible_at - ${span}::interval,
          wanted_at = wanted_at - ${span}::interval,
          failing_since = failing_since - ${span}::interval,
          rest_until = rest_until - ${span}::interval,
          last_sent_at = last_sent_at - ${span}::interval`;
    await tx`
      update message
      set created_at = created_at - ${span}::interval,
          not_before = not_before - ${span}::interval,
          sealed_at = sealed_at - ${span}::interval,
          ended_at = ended_at - ${span}::interval`;
  });
}

/** Lets time pass for incidents too. */
export async function passOutboxTime(db: Database, seconds: number): Promise<void> {
  await passMessageTime(db, seconds);
  const span = `${seconds} seconds`;
  await db.transaction(async (tx) => {
    await tx`
      update incident
      set opened_at = opened_at - ${span}::interval,
          closed_at = closed_at - ${span}::interval,
          acknowledged_at = acknowledged_at - ${span}::interval,
          remind_at = remind_at - ${span}::interval`;
    await tx`update incident_event set at = at - ${span}::interval`;
    await tx`
      update cause
      set opened_at = opened_at - ${span}::interval,
          joined_at = joined_at - ${span}::interval`;
  });
}
