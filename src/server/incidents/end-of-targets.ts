import type { Sql } from "../../db/pool.ts";
import { changeOpenIncidents, lockCauses } from "../../store/causes.ts";
import { insertEvents } from "../../store/incident-events.ts";
import { closeIncidents, holdOpenIncidents } from "../../store/incidents.ts";
import { databaseNow } from "../../store/now.ts";
import { subjectOf } from "./target-outlook.ts";

/** Ends the incidents of targets that leave the configuration, so that nobody waits for their recovery. */
export async function endIncidentsOf(tx: Sql, targetIds: readonly number[]): Promise<void> {
  const open = await holdOpenIncidents(tx, targetIds.map(subjectOf));
  if (open.length === 0) return;
  await lockCauses(tx);
  const at = await databaseNow(tx);
  await closeIncidents(
    tx,
    open.map(({ id }) => ({ id, closedAt: at })),
  );
  const byCause = Map.groupBy(open, (one) => one.causeId);
  await changeOpenIncidents(
    tx,
    [...byCause].map(([causeId, incidents]) => ({ causeId, by: -incidents.length })),
  );
  const said = { kind: "removed", severity: "ok", reason: "passed", message: "" } as const;
  await insertEvents(
    tx,
    open.map(({ id }) => ({ ...said, incidentId: id, at })),
  );
}
