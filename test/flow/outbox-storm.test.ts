import { expect, test } from "bun:test";
import { itemsMax } from "../../src/notify/bulletin.ts";
import { aMailRecipient, settingsFor } from "../builders/recipient.ts";
import { testDatabase } from "../harness/database.ts";
import { happen, openIncidents, passMessageTime, storeCause } from "../harness/incidents.ts";
import { type Arrival, startMessageSink } from "../harness/message-sink.ts";
import { outboxBench } from "../harness/outbox.ts";

const { database } = await testDatabase({ poolSize: 6, time: "slow" });

const sites = 10_000;
const contacts = 50;
const batches = 6;
/** Ten minutes: the first in steps of 10 s, then half a minute each. */
const steps = Array.from({ length: batches + 18 }, (_, at) => (at < batches ? 10 : 30));

test("10,000 sites that fail within a minute, and recover, give 50 contacts at most 3 messages in 10 minutes each", async () => {
  await using sink = startMessageSink();
  const recipients = Array.from({ length: contacts }, (_, at) => aMailRecipient(`${at}@test`));
  const limit = { messages: 3, withinMs: 600_000 };
  const pace = { groupWaitMs: 30_000, groupIntervalMs: 300_000, limit };
  const bench = outboxBench(database, sink, settingsFor(recipients, { pace }));
  const causeId = await storeCause(database);
  const incidents: number[] = [];

  async function tenMinutes(during: (step: number) => Promise<void>): Promise<readonly Arrival[]> {
    const before = sink.arrivals.length;
    for (const [step, seconds] of steps.entries()) {
      if (step < batches) await during(step);
      while ((await bench.dispatch()) > 0);
      await bench.sendAll();
      await passMessageTime(database, seconds);
    }
    return sink.arrivals.slice(before);
  }

  const size = Math.ceil(sites / batches);
  const down = await tenMinutes(async (step) => {
    const count = Math.min(size, sites - step * size);
    incidents.push(...(await openIncidents(database, count, { causeId })));
  });
  expectFewMessages(down);
  const up = await tenMinutes(async (step) => {
    await happen(database, incidents.slice(step * size, (step + 1) * size), "recovered");
  });
  expectFewMessages(up);
  expect(new Set(up.flatMap((one) => one.items.map((item) => item.split(" ")[1])))).toEqual(new Set(["recovered"]));
});

function expectFewMessages(arrivals: readonly Arrival[]): void {
  const byContact = Map.groupBy(arrivals, (one) => one.to);
  expect(byContact.size).toBe(contacts);
  for (const messages of byContact.values()) {
    expect(messages.length).toBeLessThanOrEqual(3);
    expect(messages.every((one) => one.items.length <= itemsMax)).toBe(true);
    expect(messages.reduce((sum, one) => sum + one.items.length + one.more, 0)).toBe(sites);
    expect(messages.every((one) => one.text.includes("192.0.2.7"))).toBe(true);
  }
}
