import { pause } from "../../base/loop.ts";
import type { LeaseRequest } from "../../contract/agent.ts";
import type { AgentLoad } from "../../contract/agent-load.ts";
import type { Lease, LeaseReply } from "../../contract/lease.ts";
import type { Database } from "../../db/connect.ts";
import { type LeasedTask, lease, nextDueMs } from "../../queue/lease.ts";
import { release } from "../../queue/release.ts";
import { countLostLeases } from "../../store/lost-leases.ts";
import type { SettingsInForce } from "../config/in-force.ts";
import type { AgentRegistry } from "./registry.ts";
import type { AgentTrust } from "./trust.ts";

/** The longest sleep between two looks at the queue, in milliseconds: tasks may become due that nobody could foresee. */
const lookEveryMs = 500;

/** The sleep while something is due that this agent cannot have, in milliseconds. */
const heldBackMs = 50;

export interface LeaseDeps {
  readonly db: Database;
  readonly agents: AgentRegistry;
  readonly trust: AgentTrust;
  readonly settings: SettingsInForce;
}

/** What goes along with a lease request. */
export interface LeaseCall {
  readonly signal: AbortSignal;
  /** What the agent carries; undefined for one that does not say. */
  readonly load?: AgentLoad | undefined;
}

/**
 * Leases tasks to an agent, waiting up to the time it allows until some are due. When the agent went away meanwhile, what
 * was leased is given back at once, and not held against it: it never had it.
 */
export async function leaseTasks(deps: LeaseDeps, request: LeaseRequest, call: LeaseCall): Promise<LeaseReply> {
  const { signal } = call;
  const agentId = await deps.agents.touch(request, { load: call.load });
  const deadline = performance.now() + request.waitMs;
  while (!signal.aborted) {
    const tasks = await leaseOnce(deps, agentId, request);
    if (signal.aborted) {
      if (tasks.length > 0) await deps.db.run((sql) => release(sql, agentId, tasks));
      break;
    }
    const settings = deps.settings.newerThan(request.settingsRevision);
    const leftMs = deadline - performance.now();
    if (tasks.length > 0 || leftMs <= 0 || settings !== undefined) {
      const now = tasks[0]?.leasedAt ?? new Date();
      return {
        now: now.toISOString(),
        leases: tasks.map(leaseOf),
        takesCertificates: true,
        ...(settings === undefined ? {} : { settings }),
      };
    }
    const dueMs = await deps.db.run((sql) => nextDueMs(sql, request.families));
    await pause(Math.min(leftMs, untilNextLookMs(dueMs)), signal);
  }
  return { now: new Date().toISOString(), leases: [] };
}

/** What is due but was not leased is for another agent, or in another server's hands: it is not asked for at full speed. */
function untilNextLookMs(dueMs: number | undefined): number {
  if (dueMs === 0) return heldBackMs;
  return Math.max(10, Math.min(dueMs ?? lookEveryMs, lookEveryMs));
}

async function leaseOnce(deps: LeaseDeps, agentId: number, request: LeaseRequest): Promise<LeasedTask[]> {
  const isolated = (await deps.trust.standingOf(agentId)) === "isolated";
  const limit = isolated ? deps.trust.probation.limit(agentId, request.freeSlots) : request.freeSlots;
  if (limit === 0) return [];
  const othersAlive = await deps.trust.othersTrusted(agentId);
  const order = { agentId, limit, families: request.families, othersAlive, isolated };
  const tasks = await deps.db.run((sql) => lease(sql, order));
  await noteLost(deps.db, tasks);
  if (isolated && tasks.length > 0) deps.trust.probation.began(agentId, await deps.trust.lostInRow(agentId));
  return tasks;
}

/** Rarely any: leases end without a word where an agent died, was cut off, or lets its work lie. */
async function noteLost(db: Database, tasks: readonly LeasedTask[]): Promise<void> {
  const lost = tasks.flatMap(({ lostBy, lostGivenAt }) =>
    lostBy === null || lostGivenAt === null ? [] : [{ agentId: lostBy, givenAt: lostGivenAt }],
  );
  const [first] = tasks;
  if (lost.length > 0 && first !== undefined) await db.run((sql) => countLostLeases(sql, lost, first.leasedAt));
}

function leaseOf(task: LeasedTask): Lease {
  return {
    taskId: task.taskId,
    token: task.token,
    slot: task.slot.toISOString(),
    leaseMs: task.leaseSeconds * 1000,
    wantEvidence: !task.calm,
    target: task.spec,
  };
}
