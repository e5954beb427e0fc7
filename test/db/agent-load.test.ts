import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { type AgentLoad, formatLoad, loadHeader } from "../../src/contract/agent-load.ts";
import { createAgentRegistry } from "../../src/server/agents/registry.ts";
import { openSystemIncident } from "../../src/server/incidents/system-incident.ts";
import { type AgentRow, isolateAgent, listAgents, touchAgent } from "../../src/store/agents.ts";
import { aLeaseRequest, aResultsRequest } from "../builders/agent-request.ts";
import { manySites } from "../builders/configuration.ts";
import { testDatabase } from "../harness/database.ts";
import { heldClock } from "../harness/held-clock.ts";
import { listIncidentRows } from "../harness/incident-rows.ts";
import { enlist, startAfresh, watch } from "../harness/queue.ts";
import { agentToken, apiToken } from "../harness/served.ts";
import { startApp } from "../harness/server.ts";

const { database } = await testDatabase({ poolSize: 6 });
await startAfresh(database);
const app = await startApp(database);
const server = app.listen();
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

const load: AgentLoad = { inFlight: 12, slots: 64, cpuShare: 0.75, limited: true };
const authorization = `Bearer ${apiToken}`;
let named = 0;
let agent = "";

beforeEach(async () => {
  await startAfresh(database);
  await watch(database, manySites(1));
  named += 1;
  agent = `agent-${named}`;
});

/** Asks over the network as an agent does, with whatever header; the status. */
async function say(path: "lease" | "results", body: object, told?: string): Promise<number> {
  const response = await fetch(`${server.url}/api/v1/agent/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: {
      authorization: `Bearer ${agentToken}`,
      "content-type": "application/json",
      ...(told === undefined ? {} : { [loadHeader]: told }),
    },
  });
  await response.arrayBuffer();
  return response.status;
}

async function theAgent(): Promise<AgentRow | undefined> {
  return (await database.run(listAgents)).find((one) => one.name === agent);
}

describe("what an agent carries", () => {
  test.each(["lease", "results"] as const)("is stored with its %s request", async (path) => {
    const body = path === "lease" ? aLeaseRequest({ agent }) : { ...aResultsRequest(), agent };
    expect(await say(path, body, formatLoad(load))).toBe(200);
    expect((await theAgent())?.load).toEqual(load);
  });

  test.each([undefined, "", "in-flight=no", "x".repeat(8000)])(
    "is unknown of an agent that tells %p, which works as before",
    async (told) => {
      expect(await say("lease", aLeaseRequest({ agent }), told)).toBe(200);
      expect(await theAgent()).toMatchObject({ name: agent, load: null });
    },
  );

  test("stays where a request does not tell it, and goes when the agent is started anew", async () => {
    const sign = { name: agent, instance: "1", version: "0" };
    await database.run((sql) => touchAgent(sql, { ...sign, load }));
    await database.run((sql) => touchAgent(sql, sign));
    expect((await theAgent())?.load).toEqual(load);
    await database.run((sql) => touchAgent(sql, { ...sign, instance: "2" }));
    expect((await theAgent())?.load).toBeNull();
  });
});

describe("runs of a minute", () => {
  test("are those that agents brought, gathered by each server and written with the sign of life", async () => {
    const clock = heldClock();
    const [one, other] = [createAgentRegistry(database, clock), createAgentRegistry(database, clock)];
    const caller = { agent, instance: "1", version: "0" };
    for (const runs of [10, 20, 30]) await one.touch(caller, { runs });
    await other.touch(caller, { runs: 5 });
    expect((await theAgent())?.runsPerMinute).toBeCloseTo(15, 0);
    clock.ms += 2000;
    await one.touch(caller);
    expect((await theAgent())?.runsPerMinute).toBeCloseTo(65, -1);
  });

  test.each([
    [60, 36.8],
    [599, 0.0],
    [601, 0],
    [86_400_000, 0],
  ])("fade: after %d s a hundred are %d", async (seconds, left) => {
    await database.run((sql) => touchAgent(sql, { name: agent, instance: "1", version: "0", runs: 100 }));
    await database.run((sql) => sql`update agent set last_seen_at = now() - make_interval(secs => ${seconds})`);
    expect((await theAgent())?.runsPerMinute).toBeCloseTo(left, 1);
    await database.run((sql) => touchAgent(sql, { name: agent, instance: "1", version: "0" }));
    expect((await theAgent())?.runsPerMinute).toBeCloseTo(left, 1);
  });

  test("stand in the API beside what is wanted and how many it takes", async () => {
    await watch(database, manySites(3, { intervalMs: 30_000 }));
    const half = { ...load, cpuShare: 0.45, inFlight: 0 };
    await database.run((sql) => touchAgent(sql, { name: agent, instance: "1", version: "0", load: half, runs: 3 }));
    const { body } = await app.ask("/api/v1/agents", undefined, { authorization });
    expect(body).toMatchObject({
      items: [{ name: agent, load: half, runsPerMinute: expect.any(Number) }],
      work: { wantedPerMinute: 6, donePerMinute: expect.any(Number), agentsNeeded: expect.any(Number) },
    });
  });
});

describe("an agent that is gone", () => {
  const forget = (id: number) => app.ask(`/api/v1/agents/${id}`, undefined, { method: "DELETE", authorization });
  const silentFor = (seconds: number) =>
    database.run((sql) => sql`update agent set last_seen_at = now() - make_interval(secs => ${seconds})`);

  test("is forgotten, and its incident ends", async () => {
    const id = await enlist(database, agent);
    await database.transaction(async (tx) => {
      await isolateAgent(tx, id, "no answers");
      const what = { subject: `agent:${id}`, agentId: id, name: agent, reason: "agent-isolated", message: "" } as const;
      await openSystemIncident(tx, what);
    });
    await silentFor(31);
    expect((await forget(id)).status).toBe(204);
    expect(await theAgent()).toBeUndefined();
    const [incident] = await listIncidentRows(database);
    expect(incident).toMatchObject({ closedAt: expect.any(Date) });
    const events = await database.run((sql) => sql`select kind from incident_event order by id`);
    expect(events.map((one) => one.kind)).toEqual(["opened", "removed"]);
    expect((await forget(id)).status).toBe(404);
  });

  test.each([
    [29, 409],
    [31, 204],
  ])("heard of %d s ago: %d", async (seconds, status) => {
    const id = await enlist(database, agent);
    await silentFor(seconds);
    expect((await forget(id)).status).toBe(status);
    expect((await theAgent()) === undefined).toBe(status === 204);
  });

  test("that calls again is a new one", async () => {
    const id = await enlist(database, agent);
    await silentFor(60);
    await forget(id);
    expect(await enlist(database, agent)).not.toBe(id);
  });
});
