import type { EventKind } from "../../src/checks/event-kind.ts";
import type { Database } from "../../src/db/connect.ts";
import { changeOpenIncidents, type JoinedCause, joinCauses, lockCauses } from "../../src/store/causes.ts";
import { insertEvents } from "../../src/store/incident-events.ts";
import { closeIncidents, insertIncidents, type NewIncident } from "../../src/store/incidents.ts";

/** An incident of a target whose status is wrong. */
export function aNewIncident(overrides: Partial<NewIncident> = {}): NewIncident {
  return {
    subject: "target:1",
    targetId: null,
    causeId: 0,
    domain: "https://example.org",
    url: "https://example.org/",
    labels: {},
    definedAt: "conf.d/asso.yml:214",
    checkKey: "status-is",
    severity: "critical",
    reason: "wrong-status",
    message: "expected 200, got 503",
    agentId: null,
    flapping: false,
    openedAt: new Date(Date.now() - 3_600_000),
    firstSlot: null,
    ...overrides,
  };
}

/** What incidents of one address share. */
export function aCause(overrides: Partial<JoinedCause> = {}): JoinedCause {
  return {
    key: "address 192.0.2.7",
    kind: "address",
    value: "192.0.2.7",
    reason: "connection-refused",
    openedAt: new Date(Date.now() - 3_600_000),
    incidents: 1,
    ...overrides,
  };
}

interface Stored extends NewIncident {
  readonly cause: Partial<JoinedCause>;
  /** Undefined while it lasts. */
  readonly closedAt: Date;
}

/** Stores an incident with its cause and the events of its opening and its end, as settling does. */
export async function storeIncident(
  database: Database,
  { cause = {}, closedAt, ...overrides }: Partial<Stored> = {},
): Promise<{ readonly id: number; readonly causeId: number }> {
  const { key = `address ${cause.value ?? "192.0.2.7"}` } = cause;
  return await database.transaction(async (tx) => {
    await lockCauses(tx);
    const causeId = (await joinCauses(tx, [aCause({ ...cause, key })])).get(key) ?? 0;
    const incident = aNewIncident({ ...overrides, causeId });
    const id = (await insertIncidents(tx, [incident])).get(incident.subject) ?? 0;
    const { severity, reason, message } = incident;
    const opened = { incidentId: id, at: incident.openedAt, kind: "opened" as const, severity, reason, message };
    await insertEvents(tx, [opened]);
    if (closedAt === undefined) return { id, causeId };
    await closeIncidents(tx, [{ id, closedAt }]);
    await changeOpenIncidents(tx, [{ causeId, by: -1 }]);
    const ok = { severity: "ok", reason: "passed", message: "" } as const;
    await insertEvents(tx, [{ incidentId: id, at: closedAt, kind: "recovered", ...ok }]);
    return { id, causeId };
  });
}

/** Records that a person did something about an incident. */
export async function storeDeed(
  database: Database,
  deed: { readonly incidentId: number; readonly kind: EventKind; readonly actor: string; readonly message: string },
): Promise<void> {
  const { incidentId, kind, actor, message } = deed;
  await database.transaction(async (tx) => {
    await tx`
      insert into incident_event (incident_id, at, kind, severity, reason, message, actor)
      values (${incidentId}, now(), ${kind}, 3, 20, ${message}, ${actor})`;
    if (kind === "acknowledged") {
      await tx`
        update incident
        set acknowledged_at = now(),
            acknowledged_by = ${actor}
        where id = ${incidentId}`;
    }
  });
}

/**
 * Stores `incidents` incidents of targets that are not there, half of them closed, on `causes` addresses, each with its
 * opening; domains go from `site-000001` up.
 */
export async function storeOutage(
  database: Database,
  { incidents, causes }: { readonly incidents: number; readonly causes: number },
): Promise<void> {
  await database.transaction(
    async (tx) => {
      await tx`
        insert into cause (key, kind, value, reason, opened_at, incidents, open_incidents)
        select
          'address 192.0.2.' || n, 'address', '192.0.2.' || n, 4, now() - interval '1 hour', ${incidents / causes}::int,
          ${incidents / causes / 2}::int
        from generate_series(1, ${causes}::int) as n`;
      await tx`
        insert into incident (
          subject, cause_id, domain, url, check_key, severity, worst_severity, reason, message, opened_at, closed_at
        )
        select
          'gone:' || n, cause.id, 'https://site-' || lpad(n::text, 6, '0') || '.example.org', '', 'status-is',
          case when n % ${2 * causes}::int < ${causes}::int then 2 + (n % 3 = 0)::int else 0 end, 2 + (n % 3 = 0)::int, 4, 'refused',
          now() - n * interval '1 second',
          case when n % ${2 * causes}::int < ${causes}::int then null else now() - n * interval '1 millisecond' end
        from generate_series(1, ${incidents}::int) as n
        join cause on cause.value = '192.0.2.' || (1 + n % ${causes}::int)`;
      await tx`
        insert into incident_event (incident_id, at, kind, severity, reason, message)
        select id, opened_at, 'opened', worst_severity, reason, message
        from incident`;
    },
    { deadlineMs: 60_000 },
  );
}
