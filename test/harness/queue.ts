import type { Site } from "../../src/config/site.ts";
import type { Database } from "../../src/db/connect.ts";
import { type LeasedTask, type LeaseOrder, lease } from "../../src/queue/lease.ts";
import { type Applied, applyConfiguration } from "../../src/server/config/apply.ts";
import { prepareResults } from "../../src/server/duties/all.ts";
import { touchAgent } from "../../src/store/agents.ts";
import { probeSettings } from "../builders/probe-settings.ts";
import { emptyTables } from "./empty-tables.ts";

/** Empties a test's database and makes the partitions of these days. */
export async function startAfresh(db: Database): Promise<void> {
  await emptyTables(
    db,
    "site",
    "agent",
    "agent_name",
    "agent_address",
    "duty",
    "config_revision",
    "result",
    "check_count",
    "result_count",
    "cause",
    "notice",
    "recipient",
    "message",
    "silence",
    "site_label",
    "certificate_count",
    "renewal_count",
    "rollup_hour",
    "rollup_day",
    "rollup_progress",
    "rollup_late",
  );
  await prepareResults(db);
}

/** Makes `sites` the whole configuration, whatever vanishes. */
export async function watch(db: Database, sites: readonly Site[]): Promise<Applied> {
  return await applyConfiguration(db, { sites, probe: probeSettings(), allowShrink: true });
}

/** The id of an agent that was heard of just now. */
export async function enlist(db: Database, name: string, instance = "1"): Promise<number> {
  return await db.run((sql) => touchAgent(sql, { name, instance, version: "0" }));
}

/** Leases for an agent as if it were alone and had IPv4. */
export async function leaseAs(
  db: Database,
  agentId: number,
  overrides: Partial<Omit<LeaseOrder, "agentId">> = {},
): Promise<LeasedTask[]> {
  return await db.run((sql) =>
    lease(sql, { agentId, limit: 1000, families: [4], othersAlive: false, isolated: false, ...overrides }),
  );
}

/** Leases the one task there is. */
export async function leaseOne(db: Database, agentId: number): Promise<LeasedTask> {
  const [task, ...others] = await leaseAs(db, agentId);
  if (task === undefined || others.length > 0) throw new Error(`leased ${others.length} tasks beside one`);
  return task;
}

/** Begins the interval of every task just now, so that its next slot is a whole interval away at whatever second a test runs. */
export async function beginIntervals(db: Database): Promise<void> {
  await db.run(
    (sql) => sql`
      update task
      set phase_seconds = mod(floor(extract(epoch from now()))::bigint - 1, interval_seconds::bigint)`,
  );
}

/** Whether a task is due at a slot of its own schedule. */
export function isOnSchedule({ visibleAt, phaseSeconds, intervalSeconds }: TaskRow): boolean {
  return (visibleAt.getTime() - Math.round(phaseSeconds * 1000)) % (intervalSeconds * 1000) === 0;
}

/** Lets time pass for the queue, checks, incidents, agents and duties: what they remember moves into the past. */
export async function passTime(db: Database, seconds: number): Promise<void> {
  await db.transaction(async (tx) => {
    const span = `${seconds} seconds`;
    await tx`
      update task
      set visible_at = visible_at - ${span}::interval,
          leased_at = leased_at - ${span}::interval,
          silent_at = silent_at - ${span}::interval,
          slot = slot - ${span}::interval`;
    await tx`
      update agent
      set started_at = started_at - ${span}::interval,
          last_seen_at = last_seen_at - ${span}::interval,
          isolated_at = isolated_at - ${span}::interval,
          lost_at = lost_at - ${span}::interval,
          forgiven_at = forgiven_at - ${span}::interval,
          absent_at = absent_at - ${span}::interval`;
    await tx`update config_revision set applied_at = applied_at - ${span}::interval`;
    await tx`
      update check_state
      set since_at = since_at - ${span}::interval,
          first_failure_at = first_failure_at - ${span}::interval,
          changes_at = array(select change - ${span}::interval from unnest(changes_at) as change)`;
    await tx`
      update incident
      set opened_at = opened_at - ${span}::interval,
          closed_at = closed_at - ${span}::interval,
          remind_at = remind_at - ${span}::interval`;
    await tx`
      update cause
      set opened_at = opened_at - ${span}::interval,
          joined_at = joined_at - ${span}::interval`;
    await tx`update duty set visible_at = visible_at - ${span}::interval`;
  });
}

/** A row of the queue as it stands. */
export interface TaskRow {
  readonly taskId: number;
  readonly url: string;
  readonly token: number;
  readonly attempt: number;
  readonly leasedBy: number | null;
  readonly calm: boolean;
  readonly rechecking: boolean;
  readonly visibleAt: Date;
  readonly phaseSeconds: number;
  readonly intervalSeconds: number;
  /** Milliseconds from now to `visibleAt`, by the database's clock. */
  readonly dueInMs: number;
}

/** Every task, in the order of their ids. */
export async function listTasks(db: Database): Promise<TaskRow[]> {
  return await db.run(
    (sql) => sql<TaskRow[]>`
      select
        task.target_id as "taskId", target.url, task.token, task.attempt, task.leased_by as "leasedBy", task.calm,
        task.rechecking, task.visible_at as "visibleAt", task.phase_seconds as "phaseSeconds",
        task.interval_seconds as "intervalSeconds",
        (extract(epoch from task.visible_at - now()) * 1000)::double precision as "dueInMs"
      from task
      join target on target.id = task.target_id
      order by task.target_id`,
  );
}

/** The task of the only target there is. */
export async function theTask(db: Database): Promise<TaskRow> {
  const [task, ...others] = await listTasks(db);
  if (task === undefined || others.length > 0) throw new Error(`found ${others.length} tasks beside one`);
  return task;
}
