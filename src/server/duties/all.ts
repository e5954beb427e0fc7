import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { NotificationSettings } from "../../config/notifications.ts";
import type { Database } from "../../db/connect.ts";
import { compactCertificateCounts } from "../../store/certificate-counts.ts";
import { compactCounts } from "../../store/checks.ts";
import { lockConfig } from "../../store/config-revisions.ts";
import { deleteHistory } from "../../store/history.ts";
import { createPartitions, dropPartitions } from "../../store/partitions.ts";
import { createRollupPartitions, dropRollups, type RollupAges } from "../../store/rollup-partitions.ts";
import { countSites } from "../../store/site-counts.ts";
import { accessHistoryDuty } from "./access-history.ts";
import type { Duty } from "./duty.ts";
import { noAgentDuty } from "./no-agent.ts";
import { noDataDuty } from "./no-data.ts";
import { notificationHistoryDuty, remindersDuty } from "./notifications.ts";
import { quarantineDuty } from "./quarantine.ts";
import { rollUpDuty } from "./roll-up.ts";
import { unseenAgentsDuty } from "./unseen-agents.ts";

/** Days for which partitions are made ahead: results find theirs although nobody did this duty for a week. */
const partitionDaysAhead = 7;

/** Old rows deleted in one transaction, and transactions in one turn of the duty: the rest waits for the next hour. */
const historyRowsMax = 5_000;
const historyTurnsMax = 20;

/** Long enough to wait until other servers that start have applied their configuration, in milliseconds. */
const prepareDeadlineMs = 60_000;

/** Makes today's partitions before the first result comes; the duty makes the later ones. */
export async function prepareResults(db: Database): Promise<void> {
  await db.transaction(
    async (tx) => {
      await lockConfig(tx);
      await createPartitions(tx, partitionDaysAhead);
      await createRollupPartitions(tx);
    },
    { deadlineMs: prepareDeadlineMs },
  );
}

/** What the duties are told of the configuration. Ages are how long things are kept, in milliseconds. */
export interface DutyOptions {
  readonly resultsAgeMs: number;
  readonly rollupAges: RollupAges;
  /** Of transitions and what was seen at them. */
  readonly historyAgeMs: number;
  readonly notifications: () => NotificationSettings;
  /** Without an agent for so many milliseconds, people are told. */
  readonly agentSilenceMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Every duty of a server. */
export function allDuties(options: DutyOptions): Duty[] {
  return [
    {
      name: "partitions",
      everySeconds: 3600,
      run: prepareResults,
    },
    {
      name: "retention",
      everySeconds: 3600,
      run: async (db) => await forgetOld(db, options),
    },
    { name: "counts", everySeconds: 30, run: async (db) => await db.transaction(compactCounts) },
    { name: "certificate-counts", everySeconds: 60, run: async (db) => await db.transaction(compactCertificateCounts) },
    { name: "site-counts", everySeconds: 10, run: async (db) => await db.transaction(countSites) },
    quarantineDuty(options.log, options.notifications),
    remindersDuty,
    notificationHistoryDuty(options.historyAgeMs),
    accessHistoryDuty(options.historyAgeMs),
    noAgentDuty(options),
    unseenAgentsDuty(options.log),
    noDataDuty(options),
    rollUpDuty(options),
  ];
}

async function forgetOld(db: Database, { resultsAgeMs, rollupAges, historyAgeMs, log }: DutyOptions): Promise<void> {
  const { dropped, lost } = await db.transaction((tx) => dropPartitions(tx, resultsAgeMs));
  if (dropped.length > 0) log.info("dropped old results", { partitions: dropped.join(",") });
  if (lost.length > 0) {
    log.error("dropped results that could not be rolled up for three days", { partitions: lost.join(",") });
  }
  const months = await db.transaction((tx) => dropRollups(tx, rollupAges));
  if (months.length > 0) log.info("dropped old summaries", { partitions: months.join(",") });
  for (let turn = 0; turn < historyTurnsMax; turn += 1) {
    const limit = { ageMs: historyAgeMs, rowsMax: historyRowsMax };
    if ((await db.transaction((tx) => deleteHistory(tx, limit))) === 0) return;
  }
}
