import { afterAll, beforeEach, expect, test } from "bun:test";
import { systemClock } from "../../src/base/clock.ts";
import { loggerOf } from "../../src/base/log.ts";
import type { LeaseRequest } from "../../src/contract/agent.ts";
import type { LeaseReply } from "../../src/contract/lease.ts";
import type { Database } from "../../src/db/connect.ts";
import { leaseTasks } from "../../src/server/agents/lease-tasks.ts";
import { createAgentRegistry } from "../../src/server/agents/registry.ts";
import { createAgentTrust } from "../../src/server/agents/trust.ts";
import { followSettings } from "../../src/server/config/in-force.ts";
import { aLeaseRequest } from "../builders/agent-request.ts";
import { manySites } from "../builders/configuration.ts";
import { testDatabase } from "../harness/database.ts";
import { startAfresh, theTask, watch } from "../harness/queue.ts";
import { startApp } from "../harness/server.ts";
import { until } from "../harness/until.ts";

const { database } = await testDatabase({ poolSize: 6 });
await startAfresh(database);
const app = await startApp(database);
afterAll(() => app[Symbol.asyncDispose]());

const lease = "/api/v1/agent/lease";
let agentsMade = 0;

beforeEach(async () => {
  await startAfresh(database);
  await watch(database, manySites(1));
  await app.refresh();
});

test("a lease names the task, the token, the slot and what to probe", async () => {
  const answer = await app.ask(lease, aLeaseRequest());
  const [target] = manySites(1)[0]?.targets ?? [];
  expect(answer.body).toMatchObject({
    now: expect.stringMatching(/Z$/),
    leases: [
      {
        taskId: 1,
        token: 1,
        leaseMs: 25_000,
        wantEvidence: true,
        target: { url: target?.url, checks: target?.checks },
      },
    ],
  });
});

test("settings come when the agent's revision is not that in force, and only then", async () => {
  const first = await settingsAfter(undefined);
  expect(first).toMatchObject({ probe: { bodyBytesMax: 1_048_576 } });
  expect(await settingsAfter(first?.revision)).toBeUndefined();
  await watch(database, manySites(2));
  await app.refresh();
  const second = await settingsAfter(first?.revision);
  expect(second?.revision).not.toBe(first?.revision);
});

test("a request waits until a task is due", async () => {
  await leaseNothing();
  const asked = app.ask(lease, await waiting(15_000));
  await untilSeen();
  await database.run((sql) => sql`update task set visible_at = now()`);
  expect((await asked).body).toMatchObject({ leases: [{ taskId: 1 }] });
});

test("a request waits no longer than it allows", async () => {
  await leaseNothing();
  const startMs = performance.now();
  const answer = await app.ask(lease, await waiting(300));
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(299);
  expect(answer.body).toMatchObject({ leases: [] });
});

test("a request whose agent went away takes nothing", async () => {
  await leaseNothing();
  const gone = new AbortController();
  const asked = app.ask(lease, await waiting(15_000), { signal: gone.signal });
  await untilSeen();
  gone.abort();
  await database.run((sql) => sql`update task set visible_at = now()`);
  expect((await asked).body).toMatchObject({ leases: [] });
  expect(await theTask(database)).toMatchObject({ leasedBy: null, attempt: 0 });
});

test("tasks that are leased while the agent goes away are given back", async () => {
  const gone = new AbortController();
  const db: Database = {
    ...database,
    run: async (query, options) => await database.run(query, options).finally(() => gone.abort()),
  };
  await using settings = await followSettings(database);
  const trust = createAgentTrust({ db: database, settings, clock: systemClock, log: loggerOf("test") });
  const deps = { db, agents: createAgentRegistry(database, systemClock), trust, settings };
  expect((await leaseTasks(deps, aLeaseRequest(), { signal: gone.signal })).leases).toEqual([]);
  const task = await theTask(database);
  expect(task).toMatchObject({ leasedBy: null, attempt: 0, token: 2 });
  expect(task.dueInMs).toBeLessThanOrEqual(0);
});

async function settingsAfter(revision: string | undefined): Promise<LeaseReply["settings"]> {
  const request = aLeaseRequest(revision === undefined ? {} : { settingsRevision: revision });
  return (await leaseOf(request)).settings;
}

async function leaseOf(request: LeaseRequest): Promise<LeaseReply> {
  const answer = await app.ask(lease, request);
  if (!isLeaseReply(answer.body)) throw new Error(`not a lease reply: ${answer.status}`);
  return answer.body;
}

function isLeaseReply(body: unknown): body is LeaseReply {
  return typeof body === "object" && body !== null && "leases" in body;
}

/** A request of a new agent that may wait, since the settings are known. */
async function waiting(waitMs: number): Promise<LeaseRequest> {
  const settings = await settingsAfter(undefined);
  agentsMade += 1;
  return aLeaseRequest({ agent: `waiting-${agentsMade}`, waitMs, settingsRevision: settings?.revision ?? "" });
}

async function untilSeen(): Promise<void> {
  await until(async () => {
    const [seen] = await database.run((sql) => sql`select id from agent where name = ${`waiting-${agentsMade}`}`);
    return seen;
  });
}

async function leaseNothing(): Promise<void> {
  await database.run((sql) => sql`update task set visible_at = now() + interval '1 hour'`);
}
