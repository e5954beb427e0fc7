import { beforeEach, describe, expect, test } from "bun:test";
import { wakeHeldNotices } from "../../src/queue/notice.ts";
import { remindersDuty } from "../../src/server/duties/notifications.ts";
import { aRecipient, settingsFor } from "../builders/recipient.ts";
import { databaseNowMs, testDatabase } from "../harness/database.ts";
import { forgetIncidents, happen, openIncident, passOutboxTime } from "../harness/incidents.ts";
import { startMessageSink } from "../harness/message-sink.ts";
import { type OutboxBench, outboxBench } from "../harness/outbox.ts";

const { database } = await testDatabase({ poolSize: 6, time: "slow" });

beforeEach(() => forgetIncidents(database));

const hooked = settingsFor([aRecipient()]);
const domain = "https://a.test";

/** Silences the site from now on, for so many seconds of the database's time. */
async function silence(bench: OutboxBench, seconds: number): Promise<void> {
  bench.silenced.set(domain, (await databaseNowMs(database)) + seconds * 1000);
}

/** Time passes for everything, the silence included. */
async function pass(bench: OutboxBench, seconds: number): Promise<void> {
  await passOutboxTime(database, seconds);
  const untilMs = bench.silenced.get(domain);
  if (untilMs !== undefined) bench.silenced.set(domain, untilMs - seconds * 1000);
}

async function heldNotices(): Promise<number> {
  const [row] = await database.run((sql) => sql<{ n: number }[]>`select count(*)::int as n from notice where held`);
  return row?.n ?? -1;
}

describe("a silence", () => {
  test("holds what opens under it until it ends, and no longer", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    await silence(bench, 600);
    const [silent, heard] = [await openIncident(database, { domain }), await openIncident(database)];
    expect(await bench.deliver(sink)).toEqual([[`${heard} opened`]]);
    expect(await heldNotices()).toBe(1);
    await pass(bench, 595);
    expect(await bench.deliver(sink)).toEqual([]);
    await pass(bench, 5);
    expect(await bench.deliver(sink)).toEqual([[`${silent} opened`]]);
    await pass(bench, 3600);
    expect(await bench.deliver(sink)).toEqual([]);
  });

  test("swallows what opened under it and is over when it ends", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    await silence(bench, 600);
    const incident = await openIncident(database, { domain });
    await bench.dispatch();
    await happen(database, incident, "escalated");
    await bench.dispatch();
    await happen(database, incident, "recovered");
    await bench.dispatch();
    expect(await database.run((sql) => sql`select from notice`)).toHaveLength(0);
    await pass(bench, 600);
    expect(await bench.deliver(sink)).toEqual([]);
  });

  test("swallows what opened and ended between two looks of the dispatcher", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    await silence(bench, 600);
    const incident = await openIncident(database, { domain });
    await happen(database, incident, "recovered");
    await bench.dispatch();
    expect(await database.run((sql) => sql`select from notice`)).toHaveLength(0);
  });

  test("lets nothing alert again that was told before it", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    const incident = await openIncident(database, { domain });
    expect(await bench.deliver(sink)).toEqual([[`${incident} opened`]]);
    await silence(bench, 600);
    await pass(bench, 601);
    expect(await bench.deliver(sink)).toEqual([]);
  });

  test("is followed by the end of what was told before it", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    const incident = await openIncident(database, { domain });
    await bench.deliver(sink);
    await silence(bench, 600);
    await happen(database, incident, "escalated");
    await bench.dispatch();
    await happen(database, incident, "recovered");
    expect(await bench.deliver(sink)).toEqual([]);
    await pass(bench, 600);
    expect(await bench.deliver(sink)).toEqual([[`${incident} recovered`]]);
  });

  test("that was made longer holds for longer, and one that ended early holds no more", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    await silence(bench, 600);
    const incident = await openIncident(database, { domain });
    await bench.dispatch();
    await pass(bench, 500);
    await silence(bench, 600);
    await pass(bench, 100);
    expect(await bench.deliver(sink)).toEqual([]);
    bench.silenced.clear();
    expect(await bench.deliver(sink)).toEqual([]);
    await database.transaction(wakeHeldNotices);
    expect(await bench.deliver(sink)).toEqual([[`${incident} opened`]]);
  });

  test("that ended early lets the opening go before what comes after it", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    await silence(bench, 600);
    const incident = await openIncident(database, { domain, severity: "warning" });
    await bench.dispatch();
    bench.silenced.clear();
    await happen(database, incident, "escalated", "critical");
    expect(await bench.deliver(sink)).toEqual([[`${incident} opened`]]);
    expect(await database.run((sql) => sql`select from notice`)).toHaveLength(0);
  });

  test("forgets reminders instead of keeping them for its end", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    bench.remindMs = 60_000;
    await openIncident(database, { domain });
    await bench.deliver(sink);
    await silence(bench, 600);
    await pass(bench, 60);
    await remindersDuty.run(database);
    expect(await bench.dispatch()).toBe(1);
    bench.silenced.clear();
    await pass(bench, 59);
    await remindersDuty.run(database);
    expect(await bench.deliver(sink)).toEqual([]);
  });
});

describe("reminders", () => {
  test("come each time the route's time has passed, until the incident ends", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    bench.remindMs = 4 * 3_600_000;
    const incident = await openIncident(database);
    await bench.deliver(sink);
    const said: string[] = [];
    for (const seconds of [14_395, 5, 14_395, 5]) {
      await passOutboxTime(database, seconds);
      await remindersDuty.run(database);
      said.push((await bench.deliver(sink)).flat().join());
    }
    expect(said).toEqual(["", `${incident} lasting`, "", `${incident} lasting`]);
    await happen(database, incident, "recovered");
    await bench.deliver(sink);
    await passOutboxTime(database, 20_000);
    await remindersDuty.run(database);
    expect(await bench.deliver(sink)).toEqual([]);
  });

  test("that were missed count as one, and the rhythm stays", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    bench.remindMs = 100_000;
    const incident = await openIncident(database);
    await bench.deliver(sink);
    await passOutboxTime(database, 350);
    await remindersDuty.run(database);
    expect(await bench.deliver(sink)).toEqual([[`${incident} lasting`]]);
    await passOutboxTime(database, 45);
    await remindersDuty.run(database);
    expect(await bench.deliver(sink)).toEqual([]);
    await passOutboxTime(database, 5);
    await remindersDuty.run(database);
    expect(await bench.deliver(sink)).toEqual([[`${incident} lasting`]]);
  });

  test("do not come for what somebody acknowledged, nor where the route wants none", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    await openIncident(database);
    await bench.deliver(sink);
    bench.remindMs = 60_000;
    const taken = await openIncident(database);
    await bench.deliver(sink);
    await database.run((sql) => sql`update incident set acknowledged_at = now() where id = ${taken}`);
    await happen(database, taken, "acknowledged");
    await passOutboxTime(database, 3600);
    await remindersDuty.run(database);
    expect(await bench.deliver(sink)).toEqual([]);
  });
});
