import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { loggerOf } from "../../src/base/log.ts";
import { quarantineDuty } from "../../src/server/duties/quarantine.ts";
import { listAgents } from "../../src/store/agents.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { aFinding } from "../builders/run-result.ts";
import { testDatabase } from "../harness/database.ts";
import { listNotices, listOpenSubjects } from "../harness/incident-rows.ts";
import { roundSeconds, twoServers } from "../harness/two-servers.ts";

const { database } = await testDatabase({ poolSize: 6 });
const { start, stop, agentCalled, pass, everythingDue, isolated } = twoServers(database);

beforeEach(start);
afterEach(stop);

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

  test("is found although it answers checks that its targets do not have", async () => {
    const [hoarder, honest] = [agentCalled("hoarder"), agentCalled("honest")];
    for (let round = 0; round < 7; round += 1) {
      await hoarder.answer(await hoarder.lease(6), [aFinding({ key: "zzz" })]);
      await honest.answer(await honest.lease());
      await pass(roundSeconds);
      await everythingDue();
    }
    await hoarder.lease(1);
    expect(await isolated()).toEqual(["hoarder"]);
  });

  test("does not get again at once what it gave back: another does", async () => {
    const [hoarder, honest] = [agentCalled("hoarder"), agentCalled("honest")];
    await honest.lease(1).then((leases) => honest.answer(leases));
    await hoarder.lease(1).then((leases) => hoarder.answer(leases));
    await pass(2);
    const taken = await hoarder.lease();
    expect(taken.length).toBeGreaterThanOrEqual(10);
    await hoarder.release(taken);
    expect(await hoarder.lease()).toEqual([]);
    expect((await honest.lease()).length).toBeGreaterThanOrEqual(taken.length);
  });

  test("gets again what it gave back where no other takes it", async () => {
    const [paris, other] = [agentCalled("paris"), agentCalled("other")];
    await other.lease(1).then((leases) => other.answer(leases));
    const taken = await paris.lease();
    await paris.release(taken);
    expect(await paris.lease()).toEqual([]);
    await pass(5);
    expect((await paris.lease()).length).toBeGreaterThanOrEqual(taken.length);
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
