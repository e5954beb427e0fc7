import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { loggerOf } from "../../src/base/log.ts";
import type { Lease, LeaseReply } from "../../src/contract/lease.ts";
import { quarantineDuty } from "../../src/server/duties/quarantine.ts";
import { listAgents } from "../../src/store/agents.ts";
import { aCaller, aLeaseRequest } from "../builders/agent-request.ts";
import { manySites } from "../builders/configuration.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { aRunResult } from "../builders/run-result.ts";
import { testDatabase } from "../harness/database.ts";
import { heldClock } from "../harness/held-clock.ts";
import { listNotices, listOpenSubjects } from "../harness/incident-rows.ts";
import { passTime, startAfresh, watch } from "../harness/queue.ts";
import { startApp, type TestApp } from "../harness/server.ts";

const { database } = await testDatabase({ poolSize: 6 });

/** Longer than a lease of these targets, and shorter than an absence. */
const roundSeconds = 26;

let clock = heldClock();
let servers = new AsyncDisposableStack();
let apps: readonly TestApp[] = [];

beforeEach(async () => {
  await startAfresh(database);
  await watch(database, manySites(12));
  clock = heldClock();
  servers = new AsyncDisposableStack();
  apps = [servers.use(await startApp(database, clock)), servers.use(await startApp(database, clock))];
});

afterEach(() => servers.disposeAsync());

/** An agent, each of whose requests goes to the next server. */
function agentCalled(name: string) {
  let asked = 0;
  let instance = "1";
  async function ask(path: string, body: object): Promise<unknown> {
    asked += 1;
    const app = apps[asked % apps.length];
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
    async answer(leases: readonly Lease[]): Promise<void> {
      await ask("results", { ...aCaller, results: leases.map((one) => aRunResult(one)) });
    },
    release: async (leases: readonly Lease[]) =>
      void (await ask("release", { ...aCaller, leases: leases.map(({ taskId, token }) => ({ taskId, token })) })),
  };
}

async function pass(seconds: number): Promise<void> {
  await passTime(database, seconds);
  clock.ms += seconds * 1000;
}

/** There is always work, and none rests. */
async function everythingDue(): Promise<void> {
  await database.run((sql) => sql`update task set visible_at = least(visible_at, now()), attempt = 0`);
}

async function isolated(): Promise<string[]> {
  const agents = await database.run(listAgents);
  return agents.filter((one) => one.isolatedAt !== null).map((one) => one.name);
}

describe("an agent that takes work and brings nothing back", () => {
  test("is isolated like any that is wrong, and its work goes to others", async () => {
    const [hoarder, honest] = [agentCalled("hoarder"), agentCalled("honest")];
    for (let round = 0; round < 7; round += 1) {
      expect((await hoarder.lease(6)).length).toBeGreaterThan(0);
      await honest.answer(await honest.lease());
      await pass(roundSeconds);
    }
    await hoarder.lease(1);
    expect(await isolated()).toEqual(["hoarder"]);
    expect(await listNotices(database)).toEqual([expect.stringMatching(/^agent:\d+ opened$/)]);
    const [agent] = (await database.run(listAgents)).filter((one) => one.name === "hoarder");
    expect(agent?.isolation).toMatch(
      /^it took work \d times in a row and hardly did any: \d+ leases ended or were given back, 0 results came in$/,
    );
    await pass(2);
    await database.run((sql) => sql`update task set visible_at = now(), leased_by = null, attempt = 0`);
    expect((await hoarder.lease()).length).toBeLessThanOrEqual(2);
    expect((await honest.lease()).length).toBeGreaterThanOrEqual(10);
  });

  test("is found where it is the only one", async () => {
    const hoarder = agentCalled("hoarder");
    for (let round = 0; round < 9; round += 1) {
      await hoarder.lease();
      await pass(roundSeconds);
      await quarantineDuty(loggerOf("test"), notificationSettings).run(database);
    }
    expect(await isolated()).toEqual(["hoarder"]);
  });

  test("is found although it answers one in twelve", async () => {
    const [hoarder, honest] = [agentCalled("hoarder"), agentCalled("honest")];
    for (let round = 0; round < 7; round += 1) {
      await hoarder.answer((await hoarder.lease()).slice(0, 1));
      await pass(roundSeconds);
      await honest.answer(await honest.lease());
      await everythingDue();
    }
    await hoarder.lease();
    expect(await isolated()).toEqual(["hoarder"]);
  });

  test.each([
    ["calls itself started anew at each request", roundSeconds],
    ["is away for longer than an agent is", 40],
  ])("is found although it %s", async (what, seconds) => {
    const [hoarder, honest] = [agentCalled("hoarder"), agentCalled("honest")];
    for (let round = 0; round < 20; round += 1) {
      await hoarder.lease(6);
      if (what.startsWith("calls")) hoarder.restart();
      await honest.answer(await honest.lease());
      await pass(seconds);
      await everythingDue();
    }
    await hoarder.lease();
    expect(await isolated()).toEqual(["hoarder"]);
  });

  test("is isolated although it gives everything back, and comes back when it works", async () => {
    const [hoarder, honest] = [agentCalled("hoarder"), agentCalled("honest")];
    for (let round = 0; round < 5; round += 1) {
      const taken = await hoarder.lease();
      await pass(10);
      await hoarder.release(taken);
      await honest.answer(await honest.lease());
      await everythingDue();
    }
    await pass(2);
    await honest.lease(1);
    expect(await isolated()).toEqual(["hoarder"]);
    expect(await listNotices(database)).toEqual([expect.stringMatching(/^agent:\d+ opened$/)]);
    for (let time = 0; time < 40 && (await isolated()).length > 0; time += 1) {
      await hoarder.answer(await hoarder.lease());
      await pass(10);
      await everythingDue();
    }
    expect(await isolated()).toEqual([]);
  });

  test("is isolated at once when it gives back as fast as it can, although it calls itself started anew", async () => {
    const [hoarder, honest] = [agentCalled("hoarder"), agentCalled("honest")];
    await honest.answer(await honest.lease());
    for (let round = 0; round < 20; round += 1) {
      await everythingDue();
      await pass(5);
      await hoarder.release(await hoarder.lease());
      hoarder.restart();
    }
    await honest.lease(1);
    expect(await isolated()).toEqual(["hoarder"]);
  });

  test("does not get again at once what it gave back: another does", async () => {
    const [hoarder, honest] = [agentCalled("hoarder"), agentCalled("honest")];
    await honest.lease(1).then(honest.answer);
    await hoarder.lease(1).then(hoarder.answer);
    await pass(2);
    const taken = await hoarder.lease();
    expect(taken.length).toBeGreaterThanOrEqual(10);
    await hoarder.release(taken);
    expect(await hoarder.lease()).toEqual([]);
    expect(await honest.lease()).toHaveLength(taken.length);
  });

  test("gets again what it gave back where no other takes it", async () => {
    const [paris, other] = [agentCalled("paris"), agentCalled("other")];
    await other.lease(1).then(other.answer);
    const taken = await paris.lease();
    await paris.release(taken);
    expect(await paris.lease()).toEqual([]);
    await pass(5);
    expect(await paris.lease()).toHaveLength(taken.length);
  });

  test("gets less and less to show that it works again, and is believed when it does", async () => {
    const [hoarder, honest] = [agentCalled("hoarder"), agentCalled("honest")];
    for (let round = 0; round < 7; round += 1) {
      await hoarder.lease(6);
      await honest.answer(await honest.lease());
      await pass(roundSeconds);
    }
    await hoarder.lease();
    expect(await isolated()).toEqual(["hoarder"]);
    let taken = 0;
    for (let second = 0; second < 400; second += 20) {
      taken += (await hoarder.lease()).length;
      await pass(20);
      await honest.answer(await honest.lease());
      await everythingDue();
    }
    expect(taken).toBeLessThan(30);
    for (let time = 0; time < 40 && (await isolated()).length > 0; time += 1) {
      await hoarder.answer(await hoarder.lease());
      await pass(10);
      await everythingDue();
    }
    expect(await isolated()).toEqual([]);
    expect(await listOpenSubjects(database)).toEqual([]);
    expect(await listNotices(database)).toHaveLength(2);
  });
});

describe("an agent is not isolated", () => {
  test("that was killed with work in hand, five times", async () => {
    const agent = agentCalled("paris");
    for (let kill = 0; kill < 5; kill += 1) {
      await agent.lease();
      await pass(roundSeconds);
      agent.restart();
    }
    await agent.answer(await agent.lease());
    await pass(31);
    await agent.lease();
    expect(await isolated()).toEqual([]);
  });

  test("that is gone for good", async () => {
    const [gone, other] = [agentCalled("gone"), agentCalled("other")];
    await gone.lease();
    for (let round = 0; round < 8; round += 1) {
      await pass(roundSeconds);
      await other.answer(await other.lease());
    }
    expect(await isolated()).toEqual([]);
  });

  test("whose results come a whole lease late", async () => {
    const [slow, other] = [agentCalled("slow"), agentCalled("other")];
    let late: readonly Lease[] = [];
    for (let round = 0; round < 10; round += 1) {
      const leases = await slow.lease(6);
      await other.answer(await other.lease());
      await pass(roundSeconds);
      if (late.length > 0) await slow.answer(late);
      late = leases;
    }
    expect(await isolated()).toEqual([]);
  });

  test("that gives back half of each lease, since that came too late", async () => {
    const agent = agentCalled("paris");
    for (let round = 0; round < 10; round += 1) {
      const leases = await agent.lease();
      await agent.release(leases.slice(0, leases.length / 2));
      await agent.answer(leases.slice(leases.length / 2));
      await pass(roundSeconds);
      await everythingDue();
    }
    expect(await isolated()).toEqual([]);
  });

  test("that gives back a whole lease now and then", async () => {
    const agent = agentCalled("paris");
    for (let round = 0; round < 20; round += 1) {
      const leases = await agent.lease();
      await (round % 3 === 0 ? agent.release(leases) : agent.answer(leases));
      await pass(roundSeconds);
      await everythingDue();
    }
    expect(await isolated()).toEqual([]);
  });

  test("that stops and is started anew, nine times", async () => {
    const agent = agentCalled("paris");
    for (let stop = 0; stop < 9; stop += 1) {
      await agent.release(await agent.lease());
      agent.restart();
      await pass(roundSeconds);
    }
    await agent.lease();
    expect(await isolated()).toEqual([]);
  });

  test("for replies that never reached it, one in three", async () => {
    const agent = agentCalled("paris");
    for (let round = 0; round < 12; round += 1) {
      const leases = await agent.lease();
      if (round % 3 > 0) await agent.answer(leases);
      await pass(roundSeconds);
      await everythingDue();
    }
    expect(await isolated()).toEqual([]);
  });

  test("while a server or the database is away for a minute", async () => {
    const agent = agentCalled("paris");
    for (let outage = 0; outage < 5; outage += 1) {
      const leases = await agent.lease();
      await pass(60);
      if (leases.length > 0) await agent.answer(leases);
    }
    expect(await isolated()).toEqual([]);
  });

  test("with nothing to do", async () => {
    await watch(database, []);
    const agent = agentCalled("paris");
    for (let round = 0; round < 10; round += 1) {
      expect(await agent.lease()).toEqual([]);
      await pass(roundSeconds);
    }
    expect(await isolated()).toEqual([]);
  });
});
