import { beforeEach, describe, expect, test } from "bun:test";
import { aRecipient, settingsFor } from "../builders/recipient.ts";
import { testDatabase } from "../harness/database.ts";
import {
  forgetIncidents,
  happen,
  openIncident,
  openIncidents,
  passOutboxTime,
  storeCause,
} from "../harness/incidents.ts";
import { startMessageSink } from "../harness/message-sink.ts";
import { outboxBench } from "../harness/outbox.ts";

const { database } = await testDatabase({ poolSize: 6, time: "slow" });

beforeEach(() => forgetIncidents(database));

const minute = 60_000;
const hooked = settingsFor([aRecipient()]);

describe("pace:", () => {
  const pace = { groupWaitMs: 30_000, groupIntervalMs: 5 * minute, limit: undefined };

  test.each([
    [29, 0],
    [30, 1],
    [31, 1],
  ])("a group waits 30 s: after %d s %d messages went", async (seconds, sent) => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, { ...hooked, pace });
    await openIncident(database);
    await bench.dispatch();
    await passOutboxTime(database, seconds);
    expect(await bench.deliver(sink)).toHaveLength(sent);
  });

  test.each([
    [299, 0],
    [300, 1],
    [301, 1],
  ])(
    "a group's messages keep 5 min: %d s after the first %d more went, and another group's did not wait for it",
    async (seconds, sent) => {
      await using sink = startMessageSink();
      const bench = outboxBench(database, sink, { ...hooked, pace });
      const causeId = await storeCause(database);
      await openIncident(database, { causeId });
      await bench.dispatch();
      await passOutboxTime(database, 30);
      expect(await bench.deliver(sink)).toHaveLength(1);
      await passOutboxTime(database, 100);
      const later = await openIncidents(database, 3, { causeId });
      const other = await openIncident(database);
      expect(await bench.deliver(sink)).toEqual([]);
      await passOutboxTime(database, 30);
      expect(await bench.deliver(sink)).toEqual([[`${other} opened`]]);
      await passOutboxTime(database, seconds - 130);
      expect(await bench.deliver(sink)).toEqual(sent === 0 ? [] : [later.map((one) => `${one} opened`)]);
    },
  );

  test("what came while a message was on its way keeps the distance too", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, { ...hooked, pace });
    const causeId = await storeCause(database);
    await openIncident(database, { causeId });
    await bench.dispatch();
    await passOutboxTime(database, 30);
    sink.behave("webhook:a", { status: 504 });
    await bench.sendAll();
    await openIncident(database, { causeId });
    await bench.dispatch();
    await passOutboxTime(database, 60);
    sink.behave("webhook:a", { status: 200 });
    expect(await bench.sendAll()).toEqual(["sent"]);
    await passOutboxTime(database, 299);
    expect(await bench.deliver(sink)).toEqual([]);
    await passOutboxTime(database, 1);
    expect(await bench.deliver(sink)).toHaveLength(1);
  });

  test("groups that are due together go in one message, and each of them keeps the interval", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, { ...hooked, pace });
    const causes = [await storeCause(database), await storeCause(database)];
    const incidents = [];
    for (const causeId of causes) incidents.push(await openIncident(database, { causeId }));
    await bench.dispatch();
    await passOutboxTime(database, 30);
    expect(await bench.deliver(sink)).toEqual([incidents.map((one) => `${one} opened`)]);
    await happen(database, incidents, "recovered");
    await bench.dispatch();
    await passOutboxTime(database, 299);
    expect(await bench.deliver(sink)).toEqual([]);
    await passOutboxTime(database, 1);
    expect(await bench.deliver(sink)).toEqual([incidents.map((one) => `${one} recovered`)]);
  });

  test("three messages in ten minutes and no more; the third in the second half, with all that came meanwhile", async () => {
    await using sink = startMessageSink();
    const limit = { messages: 3, withinMs: 10 * minute };
    const bench = outboxBench(database, sink, { ...hooked, pace: { groupWaitMs: 0, groupIntervalMs: 0, limit } });
    const sentAt: number[] = [];
    for (let minutes = 0; minutes < 20; minutes += 1) {
      await openIncident(database);
      if ((await bench.deliver(sink)).length > 0) sentAt.push(minutes);
      await passOutboxTime(database, 60);
    }
    expect(sentAt).toEqual([0, 1, 5, 10, 11, 15]);
    expect(sink.arrivals.map((one) => one.items.length)).toEqual([1, 1, 4, 5, 1, 4]);
  });
});
