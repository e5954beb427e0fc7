import { expect } from "bun:test";
import type { Lease, LeaseReply } from "../../src/contract/lease.ts";
import type { Database } from "../../src/db/connect.ts";
import { listAgents } from "../../src/store/agents.ts";
import { aCaller, aLeaseRequest } from "../builders/agent-request.ts";
import { manySites } from "../builders/configuration.ts";
import { aFinding, aRunResult } from "../builders/run-result.ts";
import { heldClock } from "./held-clock.ts";
import { passTime, startAfresh, watch } from "./queue.ts";
import { startApp, type TestApp } from "./server.ts";

/** Longer than a lease of these targets, and shorter than an absence. */
export const roundSeconds = 26;

/** Agents over two servers that watch twelve sites. */
export function twoServers(database: Database) {
  let clock = heldClock();
  let servers = new AsyncDisposableStack();
  let apps: readonly TestApp[] = [];
  return {
    async start(): Promise<void> {
      await startAfresh(database);
      await watch(database, manySites(12));
      clock = heldClock();
      servers = new AsyncDisposableStack();
      apps = [servers.use(await startApp(database, clock)), servers.use(await startApp(database, clock))];
    },
    stop: () => servers.disposeAsync(),
    agentCalled: (name: string) => agentOver(() => apps, name),
    async pass(seconds: number): Promise<void> {
      await passTime(database, seconds);
      clock.ms += seconds * 1000;
    },
    /** There is always work, and none rests. */
    async everythingDue(): Promise<void> {
      await database.run((sql) => sql`update task set visible_at = least(visible_at, now()), attempt = 0`);
    },
    async isolated(): Promise<string[]> {
      const agents = await database.run(listAgents);
      return agents.filter((one) => one.isolatedAt !== null).map((one) => one.name);
    },
  };
}

/** An agent, each of whose requests goes to the next server. */
function agentOver(apps: () => readonly TestApp[], name: string) {
  let asked = 0;
  let instance = "1";
  async function ask(path: string, body: object): Promise<unknown> {
    asked += 1;
    const app = apps()[asked % apps().length];
    const answer = await app?.ask(`/api/v1/agent/${path}`, { ...body, agent: name, instance });
    expect(answer?.status).toBe(200);
    return answer?.body;
  }
  return {
    restart() {
      instance = `${Number(instance) + 1}`;
    },
    async lease(freeSlots = 1000): Promise<readonly Lease[]> {
      return ((await ask("lease", aLeaseRequest({ freeSlots }))) as LeaseReply).leases;
    },
    async answer(leases: readonly Lease[], findings = [aFinding()]): Promise<void> {
      await ask("results", { ...aCaller, results: leases.map((one) => aRunResult(one, { findings })) });
    },
    release: async (leases: readonly Lease[]) =>
      void (await ask("release", { ...aCaller, leases: leases.map(({ taskId, token }) => ({ taskId, token })) })),
  };
}
