import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Lease } from "../../src/contract/lease.ts";
import { testDatabase } from "../harness/database.ts";
import { watch } from "../harness/queue.ts";
import { roundSeconds, twoServers } from "../harness/two-servers.ts";

const { database } = await testDatabase({ poolSize: 6 });
const { start, stop, agentCalled, pass, everythingDue, isolated } = twoServers(database);

beforeEach(start);
afterEach(stop);

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
