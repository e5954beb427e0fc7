import type { Database } from "../../db/connect.ts";
import { type Acknowledgement, acknowledgeIncident } from "../../store/acknowledge.ts";
import { recordAudit } from "../../store/audit.ts";
import { deedOf } from "../auth/audit-request.ts";

/** Acknowledges an incident as a request asks, and writes down that it did; an incident that is known already is no deed. */
export async function acknowledgeAsked(
  db: Database,
  request: Request,
  wanted: { readonly incidentId: number; readonly actor: string },
): Promise<Acknowledgement> {
  const { incidentId, actor: by } = wanted;
  const deed = deedOf(request, { action: "incident.acknowledge", subject: `incident:${incidentId}`, detail: { by } });
  return await db.transaction(async (tx) => {
    const outcome = await acknowledgeIncident(tx, wanted);
    if (outcome === "acknowledged") await recordAudit(tx, deed);
    return outcome;
  });
}
