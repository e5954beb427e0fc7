import { type CauseName, causeOf } from "../../checks/cause.ts";
import type { NamedCheck } from "../../checks/incident.ts";
import type { FlappingRule } from "../../config/notifications.ts";
import type { Sql } from "../../db/pool.ts";
import { changeOpenIncidents, type JoinedCause, joinCauses } from "../../store/causes.ts";
import type { IncidentEvent } from "../../store/incident-events.ts";
import { insertIncidents, type NewIncident, reopenIncidents, type StoredIncident } from "../../store/incidents.ts";
import { listTargetNames } from "../../store/target-names.ts";
import { subjectOf, type TargetOutlook } from "./target-outlook.ts";

/** A target that is not ok and has no incident. */
interface Failing {
  readonly seen: TargetOutlook;
  readonly subject: string;
  readonly worst: NamedCheck;
}

/**
 * Opens incidents for targets that have none, each with the cause that it shares with others; where a check flaps, the
 * latest incident of its target goes on instead. Returns what happened to them. To be called under `lockCauses`.
 */
export async function openIncidents(
  tx: Sql,
  seen: readonly TargetOutlook[],
  rule: FlappingRule,
): Promise<IncidentEvent[]> {
  const failing = seen.flatMap(failingOf);
  const reopened = await reopen(
    tx,
    failing.filter((one) => one.seen.outlook.flapping),
    rule,
  );
  const fresh = failing.filter((one) => !reopened.has(one.subject));
  const opened = fresh.length === 0 ? new Map<string, number>() : await open(tx, fresh);
  return failing.flatMap((one) => {
    const again = reopened.get(one.subject);
    const incidentId = again?.id ?? opened.get(one.subject);
    if (incidentId === undefined) return [];
    const { reason, message } = one.worst;
    const { severity } = one.seen.outlook;
    return [{ incidentId, at: openedAt(one), kind: again ? "reopened" : "opened", severity, reason, message }];
  });
}

function failingOf(seen: TargetOutlook): Failing[] {
  const { worst } = seen.outlook;
  return worst === undefined ? [] : [{ seen, worst, subject: subjectOf(seen.targetId) }];
}

async function reopen(
  tx: Sql,
  flapping: readonly Failing[],
  rule: FlappingRule,
): Promise<ReadonlyMap<string, StoredIncident>> {
  if (flapping.length === 0) return new Map();
  const again = flapping.map((one) => ({ subject: one.subject, at: one.seen.at, ...saidOf(one) }));
  const reopened = await reopenIncidents(tx, again, Math.ceil(rule.withinMs / 1000));
  const byCause = Map.groupBy(reopened, (one) => one.causeId);
  await changeOpenIncidents(
    tx,
    [...byCause].map(([causeId, incidents]) => ({ causeId, by: incidents.length })),
  );
  return new Map(reopened.map((one) => [one.subject, one]));
}

async function open(tx: Sql, failing: readonly Failing[]): Promise<Map<string, number>> {
  const names = new Map(
    (
      await listTargetNames(
        tx,
        failing.map((one) => one.seen.targetId),
      )
    ).map((one) => [one.targetId, one]),
  );
  const caused = failing.map((one) => ({ ...one, cause: causeOf({ ...one.seen.facts, reason: one.worst.reason }) }));
  const causes = await joinCauses(tx, joinedCauses(caused));
  const incidents = caused.flatMap((one): NewIncident[] => {
    const name = names.get(one.seen.targetId);
    const causeId = causes.get(one.cause.key);
    if (name === undefined || causeId === undefined) return [];
    const { firstFailureMs } = one.worst;
    return [
      {
        ...name,
        ...saidOf(one),
        subject: one.subject,
        causeId,
        agentId: one.seen.agentId,
        openedAt: openedAt(one),
        firstSlot: firstFailureMs === undefined ? null : new Date(firstFailureMs),
      },
    ];
  });
  return await insertIncidents(tx, incidents);
}

function joinedCauses(caused: readonly (Failing & { readonly cause: CauseName })[]): JoinedCause[] {
  return [...Map.groupBy(caused, (one) => one.cause.key).values()].flatMap((together) => {
    const [first] = together;
    if (first === undefined) return [];
    const openedMs = Math.min(...together.map((one) => openedAt(one).getTime()));
    const { reason } = first.worst;
    return [{ ...first.cause, reason, openedAt: new Date(openedMs), incidents: together.length }];
  });
}

function saidOf({ seen, worst }: Failing) {
  const { severity, flapping } = seen.outlook;
  return { severity, flapping, checkKey: worst.key, reason: worst.reason, message: worst.message };
}

/** The first failure seen, not the look that settled it. */
function openedAt({ seen, worst }: Failing): Date {
  return worst.firstFailureMs === undefined ? seen.at : new Date(worst.firstFailureMs);
}
