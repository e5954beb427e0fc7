import type { Logger } from "../../base/log.ts";
import type { Finding } from "../../checks/finding.ts";
import { nextCheckState } from "../../checks/settle.ts";
import type { Sql } from "../../db/pool.ts";
import { type Quarantined, quarantine } from "../../queue/quarantine.ts";
import { insertTransitions, listChecks, type StoredCheck, type Transition, updateChecks } from "../../store/checks.ts";
import type { Duty } from "./duty.ts";

/** Holds back tasks that seem to kill their agents, shows their checks as unknown and says so in the log. */
export function quarantineDuty(log: Logger): Duty {
  return {
    name: "quarantine",
    everySeconds: 10,
    run: async (db) => {
      const targets = await db.transaction(quarantineTargets);
      for (const { targetId } of targets) {
        log.warning("a task is held back for an hour: its agents died with it", { target: targetId });
      }
    },
  };
}

async function quarantineTargets(tx: Sql): Promise<Quarantined[]> {
  const targets = await quarantine(tx);
  const [first] = targets;
  if (first === undefined) return [];
  const { at } = first;
  const checks = await listChecks(
    tx,
    targets.map((one) => one.targetId),
  );
  const next = checks.map((check) => ({ ...check, ...nextCheckState(check, quarantined(check.key), at.getTime()) }));
  await updateChecks(tx, next);
  const changed = checks.filter((check) => check.reason !== "quarantined");
  await insertTransitions(
    tx,
    changed.map((check) => transitionOf(check, at)),
  );
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
