import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { pause } from "../../base/loop.ts";
import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import type { AccountedTarget } from "../../store/account-hours.ts";
import { type HourRange, rollUpHours } from "../../store/roll-up.ts";
import {
  advanceProgress,
  beginRollUp,
  finishHour,
  type HeldTarget,
  type LateDay,
  listTargetsAfter,
  lockProgress,
  type RollUpProgress,
  takeLateDays,
} from "../../store/roll-up-progress.ts";
import { listTargetNames } from "../../store/target-names.ts";
import { findPlannedWork, type Planned } from "../availability/planned-work.ts";
import type { Duty } from "./duty.ts";

/** How long after the end of an hour it is rolled up, in seconds: until then results may come as they please. */
const graceSeconds = 600;

/** Targets in one transaction: a tenth of a second of work where each is checked every minute. */
const targetsMax = 250;

/** How much longer the duty rests than it works: an hour is in no hurry, and pages and results need the processors too. */
const restRatio = 2;

/** Late days in one transaction: each is 24 hours. */
const lateDaysMax = 50;

/** How long one turn of the duty goes on beginning transactions, in milliseconds: other duties wait for it. */
const turnMs = 4000;

/** How long one transaction may take, in milliseconds. */
const stepDeadlineMs = 30_000;

const hourMs = 3_600_000;

/** Every rest is short. */
const never = new AbortController().signal;

export interface RollUpOptions {
  readonly notifications: Planned;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly log: Logger;
}

/**
 * Rolls up the hours that are over, and days of which results came late, a bounded part each turn. What was done is
 * committed with how far it goes, so a server that dies, or two at once, do nothing twice and miss nothing.
 */
export function rollUpDuty(options: RollUpOptions): Duty {
  const { clock } = options;
  return {
    name: "roll-up",
    everySeconds: 5,
    async run(db) {
      await db.run(beginRollUp);
      const overMs = clock.monotonicMs() + turnMs;
      while (clock.monotonicMs() < overMs) {
        const beginMs = clock.monotonicMs();
        const found = await rollUpNext(db, options);
        if (found === "nothing") return;
        await pause((clock.monotonicMs() - beginMs) * restRatio, never);
      }
    },
  };
}

/** Does one transaction of what is due: late days first, since they are few. */
export async function rollUpNext(
  db: Database,
  options: Pick<RollUpOptions, "notifications">,
): Promise<"done" | "nothing"> {
  return await db.transaction(
    async (tx) => {
      const progress = await lockProgress(tx, graceSeconds);
      if (progress === undefined) return "nothing";
      const late = await takeLateDays(tx, lateDaysMax);
      if (late.length > 0) await rollUpLate(tx, options.notifications, late);
      if (late.length > 0) return "done";
      if (!progress.isDue) return "nothing";
      await rollUpPart(tx, options.notifications, progress);
      return "done";
    },
    { deadlineMs: stepDeadlineMs },
  );
}

async function rollUpPart(tx: Sql, planned: Planned, { hourAt, afterTarget }: RollUpProgress): Promise<void> {
  const targets = await listTargetsAfter(tx, afterTarget, targetsMax);
  const hour = hourAt.getUTCHours();
  const range = { day: new Date(hourAt.getTime() - hour * hourMs), firstHour: hour, lastHour: hour };
  await rollUpHours(tx, range, await withCuts(tx, planned, { range, targets }));
  const last = targets.at(-1);
  if (last === undefined || targets.length < targetsMax) await finishHour(tx);
  else await advanceProgress(tx, last.targetId);
}

async function rollUpLate(tx: Sql, planned: Planned, late: readonly LateDay[]): Promise<void> {
  const alike = Map.groupBy(late, ({ day, lastHour }) => `${day.getTime()} ${lastHour}`);
  for (const [first, ...others] of alike.values()) {
    if (first === undefined) continue;
    const range = { day: first.day, firstHour: 0, lastHour: first.lastHour };
    await rollUpHours(tx, range, await withCuts(tx, planned, { range, targets: [first, ...others] }));
  }
}

/** The same targets with what was planned for them. Their sites are looked at only where anything was. */
async function withCuts(
  tx: Sql,
  planned: Planned,
  { range, targets }: { readonly range: HourRange; readonly targets: readonly HeldTarget[] },
): Promise<AccountedTarget[]> {
  const startAt = new Date(range.day.getTime() + range.firstHour * hourMs);
  const endAt = new Date(range.day.getTime() + (range.lastHour + 1) * hourMs);
  const cutsOf = await findPlannedWork(tx, planned, { startAt, endAt });
  if (cutsOf === undefined) return targets.map((one) => ({ ...one, cuts: [] }));
  const sites = await listTargetNames(
    tx,
    targets.map((one) => one.targetId),
  );
  const siteOf = new Map(sites.map((one) => [one.targetId, one]));
  return targets.map((one) => {
    const site = siteOf.get(one.targetId);
    return { ...one, cuts: site === undefined ? [] : cutsOf(site) };
  });
}
