import type { Logger } from "../../base/log.ts";
import type { Finding } from "../../checks/finding.ts";
import { outlookOf } from "../../checks/incident.ts";
import { decreedState } from "../../checks/settle.ts";
import type { FlappingRule, NotificationSettings } from "../../config/notifications.ts";
import type { Sql } from "../../db/pool.ts";
import { type Quarantined, quarantine } from "../../queue/quarantine.ts";
import { insertTransitions, listChecks, type StoredCheck, type Transition, updateChecks } from "../../store/checks.ts";
import { countLostLeases } from "../../store/lost-leases.ts";
import { recordIncidents } from "../incidents/record-incidents.ts";
import type { Duty } from "./duty.ts";

/** Holds back tasks that seem to kill their agents: their checks are unknown, which is an incident. */
export function quarantineDuty(log: Logger, notifications: () => Pick<NotificationSettings, "flapping">): Duty {
  return {
    name: "quarantine",
    everySeconds: 10,
    run: async (db) => {
      const targets = await db.transaction((tx) => quarantineTargets(tx, notifications().flapping));
      for (const { targetId } of targets) {
        log.warning("a task is held back for an hour: its agents died with it", { target: targetId });
      }
    },
  };
}

async function quarantineTargets(tx: Sql, rule: FlappingRule): Promise<readonly Quarantined[]> {
  const { resting: targets, lost } = await quarantine(tx);
  const [lastLost] = lost;
  if (lastLost !== undefined) await countLostLeases(tx, lost, lastLost.at);
  const [first] = targets;
  if (first === undefined) return [];
  const { at } = first;
  const checks = await listChecks(
    tx,
    targets.map((one) => one.targetId),
  );
  const next = checks.map((check) => ({ ...check, ...decreedState(check, quarantined(check.key), at.getTime()) }));
  await updateChecks(tx, next);
  const changed = checks.filter((check) => check.reason !== "quarantined");
  await insertTransitions(
    tx,
    changed.map((check) => transitionOf(check, at)),
  );
  const facts = { unanswered: true, remoteAddress: undefined, issuer: undefined };
  const byTarget = [...Map.groupBy(next, (one) => one.targetId)];
  const outlooks = byTarget.map(([targetId, own]) => ({ targetId, outlook: outlookOf(own), at, agentId: null, facts }));
  await recordIncidents(tx, outlooks, rule);
  return targets;
}

function transitionOf({ checkId, targetId, key, severity }: StoredCheck, at: Date): Transition {
  const { severity: to, reason, message } = quarantined(key);
  return { checkId, targetId, at, from: severity, to, reason, message, agentId: null };
}

function quarantined(key: string): Finding {
  const message = "three agents in a row died while they held this task; it is tried again in an hour";
  return { key, severity: "unknown", reason: "quarantined", message };
}
