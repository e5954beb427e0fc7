import type { EventKind } from "../../checks/event-kind.ts";
import { type IncidentStep, incidentStep } from "../../checks/incident.ts";
import type { FlappingRule } from "../../config/notifications.ts";
import type { Sql } from "../../db/pool.ts";
import { changeOpenIncidents, lockCauses } from "../../store/causes.ts";
import { type IncidentEvent, insertEvents } from "../../store/incident-events.ts";
import { changeIncidents, closeIncidents, holdOpenIncidents, type StoredIncident } from "../../store/incidents.ts";
import { openIncidents } from "./open-incidents.ts";
import { subjectOf, type TargetOutlook } from "./target-outlook.ts";

/** A target's outlook, what it means, and the incident that it means it for. */
interface Step {
  readonly seen: TargetOutlook;
  readonly open: StoredIncident | undefined;
  readonly step: IncidentStep;
}

/**
 * Opens, changes and ends the incidents of targets by what has become of them, with the events that people are told of, in
 * the transaction that settled them. The caller holds the targets' tasks, so that no two change one target.
 */
export async function recordIncidents(tx: Sql, seen: readonly TargetOutlook[], rule: FlappingRule): Promise<void> {
  const subjects = seen.map((one) => subjectOf(one.targetId));
  const open = new Map((await holdOpenIncidents(tx, subjects)).map((one) => [one.subject, one]));
  const steps = seen.flatMap((one) => stepOf(one, open.get(subjectOf(one.targetId))));
  if (steps.length === 0) return;
  await lockCauses(tx);
  const opened = await openIncidents(
    tx,
    steps.filter((one) => one.step === "open").map((one) => one.seen),
    rule,
  );
  const changed = await change(tx, steps);
  const ended = await end(tx, steps);
  await insertEvents(tx, [...opened, ...changed, ...ended]);
}

function stepOf(seen: TargetOutlook, open: StoredIncident | undefined): Step[] {
  const step = incidentStep(open, seen.outlook);
  return step === undefined ? [] : [{ seen, open, step }];
}

const changeEvents = { escalate: "escalated", ease: "eased", flap: "flapping" } as const;

async function change(tx: Sql, steps: readonly Step[]): Promise<IncidentEvent[]> {
  const changed = steps.flatMap(({ seen, open, step }) => {
    const { worst, severity, flapping } = seen.outlook;
    if (open === undefined || worst === undefined || step === "open" || step === "recover") return [];
    const { key: checkKey, reason, message } = worst;
    const kind: EventKind = changeEvents[step];
    return [{ incidentId: open.id, at: seen.at, kind, severity, flapping, checkKey, reason, message }];
  });
  if (changed.length > 0) {
    await changeIncidents(
      tx,
      changed.map(({ incidentId, ...one }) => ({ ...one, id: incidentId })),
    );
  }
  return changed;
}

async function end(tx: Sql, steps: readonly Step[]): Promise<IncidentEvent[]> {
  const ended = steps.flatMap(({ seen, open, step }) => {
    return open === undefined || step !== "recover" ? [] : [{ ...open, closedAt: recoveredAt(seen) }];
  });
  if (ended.length === 0) return [];
  await closeIncidents(tx, ended);
  const byCause = Map.groupBy(ended, (one) => one.causeId);
  await changeOpenIncidents(
    tx,
    [...byCause].map(([causeId, incidents]) => ({ causeId, by: -incidents.length })),
  );
  return ended.map(({ id, closedAt }) => ({
    incidentId: id,
    at: closedAt,
    kind: "recovered",
    severity: "ok",
    reason: "passed",
    message: "",
  }));
}

/** When the last check came back: the first of the looks that agreed on it. */
function recoveredAt({ outlook, at }: TargetOutlook): Date {
  return outlook.okSinceMs === undefined ? at : new Date(outlook.okSinceMs);
}
