import { beforeEach, expect, test } from "bun:test";
import { aMailRecipient, aRecipient, notificationSettings } from "../builders/notification-settings.ts";
import { testDatabase } from "../harness/database.ts";
import { forgetIncidents, happen, openIncident } from "../harness/incidents.ts";
import { startMessageSink } from "../harness/message-sink.ts";
import { outboxBench } from "../harness/outbox.ts";

const { database } = await testDatabase({ poolSize: 6 });

beforeEach(() => forgetIncidents(database));

test("an incident is told once to each recipient, and its end in the same thread", async () => {
  await using sink = startMessageSink();
  const bench = outboxBench(database, sink, notificationSettings([aRecipient(), aMailRecipient("b@test")]));
  const incident = await openIncident(database);
  expect(await bench.dispatch()).toBe(1);
  expect(await bench.sendAll()).toEqual(["sent", "sent"]);
  expect(sink.arrivals.map((one) => [one.to, one.items, one.opensThread])).toEqual([
    ["webhook:a", [`${incident} opened`], true],
    ["mail:b@test", [`${incident} opened`], true],
  ]);
  expect(await bench.sendAll()).toEqual([]);
  await happen(database, incident, "recovered");
  await bench.dispatch();
  await bench.send("mail");
  expect(sink.arrivals.at(-1)).toMatchObject({
    items: [`${incident} recovered`],
    opensThread: false,
    thread: "cause-1",
  });
});
