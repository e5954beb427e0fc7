import { beforeEach, describe, expect, test } from "bun:test";
import { createSemaphore } from "../../src/base/semaphore.ts";
import { giveUpAfterMs } from "../../src/notify/backoff.ts";

import { followPlan } from "../../src/server/outbox/plan.ts";
import { sendNext } from "../../src/server/outbox/send.ts";
import { aMailRecipient, aRecipient, settingsFor } from "../builders/recipient.ts";

import { testDatabase } from "../harness/database.ts";
import { forgetIncidents, happen, openIncident, passOutboxTime } from "../harness/incidents.ts";
import { startMessageSink } from "../harness/message-sink.ts";
import { messageRows, outboxBench, recipientRow } from "../harness/outbox.ts";

const { database } = await testDatabase({ poolSize: 6, time: "slow" });

beforeEach(() => forgetIncidents(database));

const hooked = settingsFor([aRecipient()]);

describe("when the other side fails:", () => {
  test("down and up while it was broken is one message with both", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    sink.behave("webhook:a", { status: 500 });
    const incident = await openIncident(database);
    expect(await bench.deliver(sink)).toEqual([]);
    await happen(database, incident, "recovered");
    const other = await openIncident(database);
    await bench.dispatch();
    sink.behave("webhook:a", { status: 200 });
    expect(await bench.sendAll()).toEqual([]);
    await passOutboxTime(database, 10);
    expect(await bench.sendAll()).toEqual(["sent"]);
    expect(sink.arrivals.map((one) => one.items)).toEqual([[`${other} opened`, `${incident} passed`]]);
    expect(new Set(sink.requests.map((one) => one.key)).size).toBe(2);
  });

  test("what may have arrived goes again word for word under its key, before anything newer, whatever was reloaded", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    sink.behave("webhook:a", { status: 504 });
    const incident = await openIncident(database);
    await bench.deliver(sink);
    await happen(database, incident, "recovered");
    await database.run((sql) => sql`update cause set incidents = 99`);
    bench.settings = { ...hooked, timeZone: "Europe/Paris" };
    await bench.dispatch();
    await passOutboxTime(database, 10);
    expect(await bench.sendAll()).toEqual(["again"]);
    sink.behave("webhook:a", { status: 500 });
    await passOutboxTime(database, 10);
    expect(await bench.sendAll()).toEqual(["again"]);
    sink.behave("webhook:a", { status: 200 });
    await passOutboxTime(database, 10);
    expect(await bench.sendAll()).toEqual(["sent", "sent"]);
    const [first, second, third, last] = sink.arrivals;
    expect([second, third]).toEqual([first, first]);
    expect(last?.items).toEqual([`${incident} recovered`]);
    expect(last?.key).not.toBe(first?.key);
  });

  test("a refusal for good is a dead letter with the answer, and does not hold up the next message", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    sink.behave("webhook:a", { status: 400 });
    const incident = await openIncident(database);
    await bench.dispatch();
    expect(await bench.sendAll()).toEqual(["dead"]);
    expect(await messageRows(database)).toMatchObject([{ state: "dead", answer: "said 400", attempts: 1 }]);
    sink.behave("webhook:a", { status: 200 });
    await happen(database, incident, "recovered");
    expect(await bench.deliver(sink)).toEqual([[`${incident} recovered`]]);
  });

  test.each([
    [-2000, "again", "waiting"],
    [0, "dead", "dead"],
    [2000, "dead", "dead"],
  ] as const)("a message is tried for a day: at a day and %d ms it is %s", async (moreMs, turn, state) => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    sink.behave("webhook:a", { status: 500 });
    await openIncident(database);
    await bench.dispatch();
    await bench.sendAll();
    await passOutboxTime(database, (giveUpAfterMs + moreMs) / 1000);
    expect(await bench.sendAll()).toEqual([turn]);
    expect(await messageRows(database)).toMatchObject([{ state }]);
  });

  test("after a message was given up, the next one still goes", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    sink.behave("webhook:a", { status: 500 });
    await openIncident(database);
    await bench.deliver(sink);
    await passOutboxTime(database, giveUpAfterMs / 1000);
    expect(await bench.sendAll()).toEqual(["dead"]);
    await passOutboxTime(database, 1000);
    expect(await bench.sendAll()).toEqual(["skipped"]);
    sink.behave("webhook:a", { status: 200 });
    const incident = await openIncident(database);
    expect(await bench.deliver(sink)).toEqual([[`${incident} opened`]]);
    expect(await recipientRow(database)).toMatchObject({ failing: false, lastError: null, dueInMs: null });
  });

  test.each([
    [120, 119, 0],
    [120, 120, 1],
    [7200, 3599, 0],
    [7200, 3600, 1],
    [1, 9, 0],
    [1, 10, 1],
  ])("who asks for %d s of rest has %d s later got %d messages", async (retryAfterSeconds, seconds, sent) => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    sink.behave("webhook:a", { status: 429, retryAfterSeconds });
    await openIncident(database);
    await bench.deliver(sink);
    sink.behave("webhook:a", { status: 200 });
    await passOutboxTime(database, seconds);
    expect(await bench.deliver(sink)).toHaveLength(sent);
  });

  test("the rest grows with the time since the first failure, up to a quarter of an hour", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    sink.behave("webhook:a", { status: 500 });
    await openIncident(database);
    await bench.deliver(sink);
    const rests: number[] = [];
    for (const seconds of [10, 110, 480, 1200, 3600]) {
      await passOutboxTime(database, seconds);
      await bench.sendAll();
      rests.push(Math.round(((await recipientRow(database)).dueInMs ?? 0) / 5000) * 5);
    }
    expect(rests).toEqual([10, 30, 150, 450, 900]);
  });
});

test("a lease that ended lets another server send the same again, and the late end of the first changes nothing", async () => {
  await using sink = startMessageSink();
  const bench = outboxBench(database, sink, hooked);
  await openIncident(database);
  await bench.dispatch();
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const slow = outboxBench(
    database,
    {
      async send(delivery, signal) {
        begun.resolve();
        await held.promise;
        return await sink.send(delivery, signal);
      },
    },
    hooked,
  );
  const first = slow.send("webhook:webhook:a");
  await begun.promise;
  await passOutboxTime(database, 19);
  expect(await bench.sendAll()).toEqual([]);
  await passOutboxTime(database, 1);
  expect(await bench.sendAll()).toEqual(["sent"]);
  held.resolve();
  expect(await first).toEqual(["lost"]);
  expect(sink.arrivals).toHaveLength(2);
  expect(sink.arrivals[1]).toEqual(sink.arrivals[0]);
  expect(await messageRows(database)).toMatchObject([{ state: "sent", attempts: 2 }]);
});

test("a server that stops in the middle leaves the message as it is, to go at once from another", async () => {
  await using sink = startMessageSink();
  const stopping = new AbortController();
  const begun = Promise.withResolvers<void>();
  const slow = outboxBench(
    database,
    {
      async send(delivery, signal) {
        await sink.send(delivery, signal);
        begun.resolve();
        return await new Promise(() => undefined);
      },
    },
    hooked,
  );
  await openIncident(database);
  await slow.dispatch();
  const order = { lane: "webhook:webhook:a", wasFailing: () => false, gate: createSemaphore(1), stop: stopping.signal };
  const turn = sendNext(slow.deps, followPlan(slow.deps)(), order);
  await begun.promise;
  stopping.abort();
  expect(await turn).toBe("released");
  expect(await outboxBench(database, sink, hooked).sendAll()).toEqual(["sent"]);
  expect(sink.arrivals).toHaveLength(2);
  expect(sink.arrivals[1]).toEqual(sink.arrivals[0]);
});

test("a mail server that is down for half an hour has all delivered within ten minutes after, and delays nobody else", async () => {
  await using sink = startMessageSink();
  const mail = Array.from({ length: 5 }, (_, at) => aMailRecipient(`${at}@test`));
  const bench = outboxBench(database, sink, settingsFor([...mail, aRecipient()]));
  sink.behave("mail:", { status: 500 });
  const incidents: number[] = [];
  for (let minute = 0; minute < 30; minute += 1) {
    incidents.push(await openIncident(database));
    await happen(database, incidents.at(-2) ?? [], "recovered");
    expect(await bench.deliver(sink)).toHaveLength(1);
    await passOutboxTime(database, 60);
  }
  sink.behave("mail:", { status: 200 });
  const before = sink.arrivals.length;
  for (let seconds = 0; seconds < 600; seconds += 10) {
    await bench.sendAll();
    await passOutboxTime(database, 10);
  }
  const late = sink.arrivals.slice(before);
  const last = incidents.at(-1);
  expect(late.map((one) => one.to).toSorted()).toEqual(mail.map((one) => one.id));
  for (const { items } of late) {
    expect(items.toSorted()).toEqual(incidents.map((id) => `${id} ${id === last ? "opened" : "passed"}`).toSorted());
  }
});

test("a sender that throws counts as a failure that may have arrived", async () => {
  const bench = outboxBench(database, { send: () => Promise.reject(new Error("a fault of ours")) }, hooked);
  await openIncident(database);
  await bench.dispatch();
  expect(await bench.sendAll()).toEqual(["again"]);
  expect(await messageRows(database)).toMatchObject([{ state: "sealed", answer: "a fault of ours" }]);
});

test("an answer with hostile characters is stored clean", async () => {
  const answer = "550 \u0000no\r\nBcc: x\u202e";
  const send = async () => ({ kind: "failed", again: false, perhaps: false, answer, retryAfterMs: undefined }) as const;
  const bench = outboxBench(database, { send }, hooked);
  await openIncident(database);
  await bench.dispatch();
  expect(await bench.sendAll()).toEqual(["dead"]);
  expect(await messageRows(database)).toMatchObject([{ answer: "550 no Bcc: x" }]);
});
