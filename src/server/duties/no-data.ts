import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { Sql } from "../../db/pool.ts";
import { markSilent } from "../../queue/mark-silent.ts";
import { insertTransitions, listChecks, type StoredCheck, type Transition, updateChecks } from "../../store/checks.ts";
import type { Duty } from "./duty.ts";
import { startGrace } from "./start-grace.ts";

/** Targets in one transaction, and transactions in one turn of the duty: the rest waits for the next turn. */
const targetsMax = 1000;
const turnsMax = 100;

const message = "no run said anything of this target for three intervals";

/** Shows the checks of targets of which nothing was heard for three intervals as unknown: what is not known is not green. */
export function noDataDuty({ clock, log }: { readonly clock: Clock; readonly log: Logger }): Duty {
  const isGraceOver = startGrace(clock);
  return {
    name: "no-data",
    everySeconds: 10,
    async run(db) {
      if (!isGraceOver()) return;
      let targets = 0;
      for (let turn = 0; turn < turnsMax; turn += 1) {
        const found = await db.transaction(silenceTargets);
        targets += found;
        if (found < targetsMax) break;
      }
      if (targets > 0) log.warning("nothing is known of targets any more", { targets });
    },
  };
}

/** Returns how many targets it found. */
async function silenceTargets(tx: Sql): Promise<number> {
  const silent = await markSilent(tx, targetsMax);
  if (silent.length === 0) return 0;
  const sinceMs = new Map(silent.map((one) => [one.targetId, one.sinceAt.getTime()]));
  const checks = await listChecks(tx, [...sinceMs.keys()]);
  const changes = checks
    .filter((check) => check.reason !== "no-data")
    .map((check) => withoutData(check, sinceMs.get(check.targetId) ?? check.sinceMs));
  if (changes.length === 0) return silent.length;
  await updateChecks(
    tx,
    changes.map((change) => change.after),
  );
  await insertTransitions(
    tx,
    changes.map((change) => change.transition),
  );
  return silent.length;
}

/** What is settled of the check stays: only what was seen last is known no more. */
function withoutData(
  check: StoredCheck,
  atMs: number,
): { readonly after: StoredCheck; readonly transition: Transition } {
  const sinceMs = check.severity === "unknown" ? Math.min(check.sinceMs, atMs) : atMs;
  const { checkId, targetId, severity: from } = check;
  const said = { reason: "no-data", message } as const;
  return {
    after: { ...check, ...said, severity: "unknown", sinceMs, slotMs: sinceMs },
    transition: { checkId, targetId, at: new Date(atMs), from, to: "unknown", ...said, agentId: null },
  };
}
