import type { Reason } from "../../checks/reason.ts";
import type { Sql } from "../../db/pool.ts";
import { changeOpenIncidents, joinCauses, lockCauses } from "../../store/causes.ts";
import { insertEvents } from "../../store/incident-events.ts";
import { closeIncidents, holdOpenIncidents, insertIncidents } from "../../store/incidents.ts";
import { databaseNow } from "../../store/now.ts";

/** An incident that is not about a target. */
export interface SystemIncident {
  /** `agent:<id>` for one agent, `agents` for all of them. */
  readonly subject: string;
  readonly agentId: number | null;
  /** What a person calls it: the agent's name, or empty. */
  readonly name: string;
  readonly reason: Reason;
  readonly message: string;
}

/** Opens an incident about agents, with what people are told of it; false when one is open already. */
export async function openSystemIncident(tx: Sql, what: SystemIncident): Promise<boolean> {
  await lockCauses(tx);
  if ((await holdOpenIncidents(tx, [what.subject])).length > 0) return false;
  const { subject, reason, message } = what;
  const at = await databaseNow(tx);
  const key = `agents ${subject}`;
  const cause = { key, kind: "agents" as const, value: what.name, reason, openedAt: at, incidents: 1 };
  const causeId = (await joinCauses(tx, [cause])).get(key);
  if (causeId === undefined) throw new Error(`no cause was stored for ${subject}`);
  const about = { targetId: null, url: "", labels: {}, definedAt: "", checkKey: "", firstSlot: null, flapping: false };
  const said = { severity: "critical", reason, message } as const;
  const opened = await insertIncidents(tx, [
    { ...about, ...said, subject, causeId, domain: what.name, agentId: what.agentId, openedAt: at },
  ]);
  await insertEvents(
    tx,
    [...opened.values()].map((incidentId) => ({ ...said, incidentId, at, kind: "opened" })),
  );
  return true;
}

/**
 * Ends the incident of a subject about agents, since it recovered or since its subject is no more; false when none is
 * open.
 */
export async function closeSystemIncident(
  tx: Sql,
  subject: string,
  kind: "recovered" | "removed" = "recovered",
): Promise<boolean> {
  await lockCauses(tx);
  const open = await holdOpenIncidents(tx, [subject]);
  if (open.length === 0) return false;
  const at = await databaseNow(tx);
  await closeIncidents(
    tx,
    open.map(({ id }) => ({ id, closedAt: at })),
  );
  await changeOpenIncidents(
    tx,
    open.map(({ causeId }) => ({ causeId, by: -1 })),
  );
  const said = { severity: "ok", reason: "passed", message: "" } as const;
  await insertEvents(
    tx,
    open.map(({ id }) => ({ ...said, incidentId: id, at, kind })),
  );
  return true;
}
