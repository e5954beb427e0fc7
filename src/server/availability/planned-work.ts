import { type CutsOf, cutsWithin } from "../../checks/maintenance-cuts.ts";
import type { NotificationSettings } from "../../config/notifications.ts";
import type { Sql } from "../../db/pool.ts";
import { listMaintenance } from "../../store/silences.ts";

/** What is planned in the configuration in force. */
export type Planned = () => Pick<NotificationSettings, "silences">;

/**
 * The planned work within a range: maintenance of the database, as long as it is remembered, and the silences of the
 * configuration that is in force. Undefined when there is none of any site.
 */
export async function findPlannedWork(
  sql: Sql,
  planned: Planned,
  range: { readonly startAt: Date; readonly endAt: Date },
): Promise<CutsOf | undefined> {
  const stored = await listMaintenance(sql, range);
  const stretch = { fromMs: range.startAt.getTime(), untilMs: range.endAt.getTime() };
  return cutsWithin([...stored, ...planned().silences], stretch);
}
