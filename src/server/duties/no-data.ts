import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { outlookOf } from "../../checks/incident.ts";
import { decreedState, shownState } from "../../checks/settle.ts";
import type { FlappingRule, NotificationSettings } from "../../config/notifications.ts";
import type { Sql } from "../../db/pool.ts";
import { markSilent } from "../../queue/mark-silent.ts";
import { findTrustedSilenceMs } from "../../store/agents.ts";
import { insertTransitions, listChecks, type StoredCheck, type Transition, updateChecks } from "../../store/checks.ts";
import { aliveSeconds } from "../agents/registry.ts";
import { recordIncidents } from "../incidents/record-incidents.ts";
import type { Duty } from "./duty.ts";
import { startGrace } from "./start-grace.ts";

/** Targets in one transaction, and transactions in one turn of the duty: the rest waits for the next turn. */
const targetsMax = 1000;
const turnsMax = 100;

const message = "no run said anything of this target for three intervals";

export interface NoDataOptions {
  readonly notifications: () => Pick<NotificationSettings, "flapping">;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Shows the checks of targets of which nothing was heard for three intervals as unknown: what is not known is not green.
 * While an agent is there that could have looked, that is an incident of each target; without one people are told once, of
 * the agents.
 */
export function noDataDuty({ notifications, clock, log }: NoDataOptions): Duty {
  const isGraceOver = startGrace(clock);
  return {
    name: "no-data",
    everySeconds: 10,
    async run(db) {
      if (!isGraceOver()) return;
      let targets = 0;
      for (let turn = 0; turn < turnsMax; turn += 1) {
        const found = await db.transaction((tx) => silenceTargets(tx, notifications().flapping));
        targets += found;
        if (found < targetsMax) break;
      }
      if (targets > 0) log.warning("nothing is known of targets any more", { targets });
    },
  };
}

/** Returns how many targets it found. */
async function silenceTargets(tx: Sql, flapping: FlappingRule): Promise<number> {
  const silent = await markSilent(tx, targetsMax);
  if (silent.length === 0) return 0;
  const sinceMs = new Map(silent.map((one) => [one.targetId, one.sinceAt.getTime()]));
  const isWatched = ((await findTrustedSilenceMs(tx)) ?? Number.POSITIVE_INFINITY) < aliveSeconds * 1000;
  const checks = await listChecks(tx, [...sinceMs.keys()]);
  const changes = checks
    .filter((check) => check.reason !== "no-data")
    .map((check) =>
      withoutData(check, sinceMs.get(check.targetId) ?? check.sinceMs, isWatched ? decreedState : shownState),
    );
  if (changes.length === 0) return silent.length;
  await updateChecks(
    tx,
    changes.map((change) => change.after),
  );
  await insertTransitions(
    tx,
    changes.map((change) => change.transition),
  );
  const facts = { unanswered: true, remoteAddress: undefined, issuer: undefined };
  const byTarget = Map.groupBy(
    changes.map((change) => change.after),
    (check) => check.targetId,
  );
  const outlooks = [...byTarget].map(([targetId, own]) => {
    return { targetId, outlook: outlookOf(own), at: new Date(sinceMs.get(targetId) ?? 0), agentId: null, facts };
  });
  if (isWatched) await recordIncidents(tx, outlooks, flapping);
  return silent.length;
}

function withoutData(
  check: StoredCheck,
  atMs: number,
  become: typeof shownState,
): { readonly after: StoredCheck; readonly transition: Transition } {
  const finding = { key: check.key, severity: "unknown", reason: "no-data", message } as const;
  const sinceMs = check.severity === "unknown" ? Math.min(check.sinceMs, atMs) : atMs;
  const { checkId, targetId, severity: from } = check;
  const { severity: to, reason } = finding;
  return {
    after: { ...check, ...become(check, finding, atMs), sinceMs },
    transition: { checkId, targetId, at: new Date(atMs), from, to, reason, message, agentId: null },
  };
}
