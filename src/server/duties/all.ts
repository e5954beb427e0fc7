import type { Logger } from "../../base/log.ts";
import type { Database } from "../../db/connect.ts";
import { compactCounts } from "../../store/checks.ts";
import { lockConfig } from "../../store/config-revisions.ts";
import { createPartitions, dropPartitions } from "../../store/partitions.ts";
import type { Duty } from "./duty.ts";
import { quarantineDuty } from "./quarantine.ts";

/** Days for which partitions are made ahead: results find theirs although nobody did this duty for a week. */
const partitionDaysAhead = 7;

/** Long enough to wait until other servers that start have applied their configuration, in milliseconds. */
const prepareDeadlineMs = 60_000;

/** Makes today's partitions before the first result comes; the duty makes the later ones. */
export async function prepareResults(db: Database): Promise<void> {
  await db.transaction(
    async (tx) => {
      await lockConfig(tx);
      await createPartitions(tx, partitionDaysAhead);
    },
    { deadlineMs: prepareDeadlineMs },
  );
}

/** Every duty of a server. `resultsAgeMs` is how long results are kept. */
export function allDuties(options: { readonly resultsAgeMs: number; readonly log: Logger }): Duty[] {
  return [
    {
      name: "partitions",
      everySeconds: 3600,
      run: prepareResults,
    },
    {
      name: "retention",
      everySeconds: 3600,
      run: async (db) => {
        const dropped = await db.transaction((tx) => dropPartitions(tx, options.resultsAgeMs));
        if (dropped.length > 0) options.log.info("dropped old results", { partitions: dropped.join(",") });
      },
    },
    { name: "counts", everySeconds: 30, run: async (db) => await db.transaction(compactCounts) },
    quarantineDuty(options.log),
  ];
}
