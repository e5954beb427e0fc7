import { availableParallelism } from "node:os";
import type { Site } from "../../src/config/site.ts";
import type { Database } from "../../src/db/connect.ts";
import { type LeasedTask, lease } from "../../src/queue/lease.ts";
import { applyConfiguration } from "../../src/server/config/apply.ts";
import { prepareResults } from "../../src/server/duties/all.ts";
import { touchAgent } from "../../src/store/agents.ts";
import { probeSettings } from "../builders/probe-settings.ts";
import { aSite } from "../builders/site.ts";
import { acceptResults } from "../harness/accept.ts";

const batch = 500;

export interface QueueFigures {
  readonly tasks: number;
  readonly applyMs: number;
  /** Tasks leased, probed by nobody and completed with a result that passes, a second. */
  readonly perSecond: number;
}

/** Leases and completes every task of `tasks` targets once, with durable commits, from as many loops as there are cores. */
export async function measureQueue(db: Database, tasks: number): Promise<QueueFigures> {
  await prepareResults(db);
  const sites = Array.from({ length: tasks }, (_, index) => benchSite(index));
  const applyStartMs = performance.now();
  await applyConfiguration(db, { sites, probe: probeSettings(), allowShrink: true });
  const applyMs = performance.now() - applyStartMs;
  const agentId = await db.run((sql) => touchAgent(sql, { name: "bench", instance: "1", version: "0" }));
  const startMs = performance.now();
  const done = await Promise.all(Array.from({ length: availableParallelism() }, () => drain(db, agentId)));
  const total = done.reduce((sum, one) => sum + one, 0);
  return { tasks, applyMs, perSecond: total / ((performance.now() - startMs) / 1000) };
}

function benchSite(index: number): Site {
  return aSite({ domain: `https://queue${index}.test`, intervalMs: 3_600_000 });
}

/** Ends when nothing is due: with an hour's interval a task is not due twice. */
async function drain(db: Database, agentId: number): Promise<number> {
  let done = 0;
  for (;;) {
    const order = { agentId, limit: batch, families: [4], othersAlive: false, isolated: false } as const;
    const tasks = await db.run((sql) => lease(sql, order));
    if (tasks.length === 0) return done;
    const verdicts = await acceptResults(db, agentId, tasks.map(passed));
    done += verdicts.filter((one) => one.disposition === "accepted").length;
  }
}

function passed(task: LeasedTask) {
  return {
    taskId: task.taskId,
    token: task.token,
    kind: "answer" as const,
    waitMs: 1,
    totalMs: 12.5,
    status: 200,
    findings: task.spec.checks.map((check) => ({
      key: check.key,
      severity: "ok" as const,
      reason: "passed" as const,
      message: "as expected",
    })),
  };
}
