import { beforeEach, describe, expect, test } from "bun:test";
import { Secret } from "../../src/base/secrets/secret.ts";
import { callRoll } from "../../src/server/outbox/outbox.ts";
import { followPlan } from "../../src/server/outbox/plan.ts";
import { aMailRecipient, aRecipient, settingsFor } from "../builders/recipient.ts";
import { testDatabase } from "../harness/database.ts";
import { forgetIncidents, happen, openIncident, passOutboxTime } from "../harness/incidents.ts";
import { startMessageSink } from "../harness/message-sink.ts";
import { messageRows, outboxBench, recipientRow } from "../harness/outbox.ts";

const { database } = await testDatabase({ poolSize: 6, time: "slow" });

beforeEach(() => forgetIncidents(database));

const minute = 60_000;
const hooked = settingsFor([aRecipient()]);

test("an incident is told once to each recipient, and its end in the same thread", async () => {
  await using sink = startMessageSink();
  const bench = outboxBench(database, sink, settingsFor([aRecipient(), aMailRecipient("b@test")]));
  const incident = await openIncident(database);
  expect(await bench.dispatch()).toBe(1);
  expect(await bench.sendAll()).toEqual(["sent", "sent"]);
  expect(sink.arrivals.map((one) => [one.to, one.items, one.opensThread])).toEqual([
    ["webhook:a", [`${incident} opened`], true],
    ["mail:b@test", [`${incident} opened`], true],
  ]);
  expect(await bench.deliver(sink)).toEqual([]);
  await happen(database, incident, "recovered");
  expect(await bench.deliver(sink)).toEqual([[`${incident} recovered`], [`${incident} recovered`]]);
  expect(sink.arrivals.at(-1)).toMatchObject({ opensThread: false, thread: "cause-1" });
  expect(new Set(sink.arrivals.map((one) => one.key)).size).toBe(4);
});

test("who is told is asked with the event's severity, ok for an end, and noAgent for what concerns agents", async () => {
  await using sink = startMessageSink();
  const bench = outboxBench(database, sink, hooked);
  const asked: string[] = [];
  bench.told = (occasion, domain) => {
    asked.push(`${domain} ${occasion}`);
    return [];
  };
  const site = await openIncident(database, { domain: "https://a.test", severity: "warning" });
  const [agent, none] = [
    await openIncident(database, { domain: "paris", subject: "agent:1" }),
    await openIncident(database, { domain: "", subject: "agents" }),
  ];
  await bench.dispatch();
  await happen(database, site, "escalated", "critical");
  await happen(database, [site, agent, none], "recovered");
  await bench.dispatch();
  expect(new Set(asked)).toEqual(
    new Set(["https://a.test warning", "https://a.test critical", "https://a.test ok", "paris noAgent", " noAgent"]),
  );
  expect(await messageRows(database)).toEqual([]);
});

test("a message says where the incident is defined, since when, and the failure's own words even at its end", async () => {
  await using sink = startMessageSink();
  const bench = outboxBench(database, sink, hooked);
  const incident = await openIncident(database, { message: "expected 200, got 503", labels: { owner: "asso-42" } });
  await bench.deliver(sink);
  await happen(database, incident, "recovered");
  await bench.deliver(sink);
  const [opened, over] = sink.arrivals.map((one): unknown => JSON.parse(one.text));
  const same = { message: "expected 200, got 503", reason: "wrong-status", definedAt: "argos.yaml:7" };
  const links = { incident: `https://argos.test/incidents/${incident}` };
  expect(opened).toMatchObject({
    language: "en",
    home: "https://argos.test",
    sections: [
      {
        cause: { value: "192.0.2.7" },
        items: [{ ...same, links, severity: "critical", labels: { owner: "asso-42" } }],
      },
    ],
  });
  expect(over).toMatchObject({ sections: [{ items: [{ ...same, severity: "ok", worstSeverity: "critical" }] }] });
  expect(JSON.stringify(over)).toContain("closedMs");
});

test("a message with nothing left to say is dropped without being sent", async () => {
  await using sink = startMessageSink();
  const bench = outboxBench(database, sink, hooked);
  await openIncident(database);
  await bench.dispatch();
  await database.run((sql) => sql`delete from incident`);
  expect(await bench.sendAll()).toEqual(["skipped"]);
  expect(sink.requests).toEqual([]);
  expect(await messageRows(database)).toMatchObject([{ state: "dropped" }]);
  expect(await recipientRow(database)).toMatchObject({ dueInMs: null });
});

describe("a recipient that left the configuration", () => {
  test.each([
    [299, "waiting"],
    [301, "dropped"],
  ])("keeps its messages %d s later: %s", async (seconds, state) => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, hooked);
    await openIncident(database);
    await bench.dispatch();
    bench.settings = settingsFor([aMailRecipient("b@test")]);
    expect(await bench.send("webhook:webhook:a")).toEqual(["skipped"]);
    await passOutboxTime(database, seconds);
    await callRoll(bench.deps, followPlan(bench.deps)());
    expect(await messageRows(database)).toMatchObject([{ state }]);
    expect(sink.requests).toEqual([]);
  });

  test("keeps its messages while one of the servers still wants it", async () => {
    await using sink = startMessageSink();
    const [old, young] = [outboxBench(database, sink, hooked), outboxBench(database, sink)];
    await openIncident(database);
    await old.dispatch();
    for (let turn = 0; turn < 4; turn += 1) {
      await passOutboxTime(database, 200);
      await callRoll(old.deps, followPlan(old.deps)());
      await callRoll(young.deps, followPlan(young.deps)());
    }
    expect(await old.sendAll()).toEqual(["sent"]);
  });

  test("and came back in another lane is found there", async () => {
    await using sink = startMessageSink();
    const bench = outboxBench(database, sink, settingsFor([aMailRecipient("b@test")]));
    await openIncident(database);
    await bench.dispatch();
    bench.settings = settingsFor([aRecipient({ id: "mail:b@test" })]);
    await passOutboxTime(database, 1);
    await callRoll(bench.deps, followPlan(bench.deps)());
    expect(await bench.sendAll()).toEqual(["sent"]);
  });
});

test("a heartbeat goes at once, whatever the pace, at most one waits, and it leaves no trace", async () => {
  await using sink = startMessageSink();
  const heart = aRecipient({ id: "heartbeat", address: { channel: "heartbeat", url: new Secret("http://x") } });
  const settings = settingsFor([heart], {
    heartbeat: { recipient: "heartbeat", everyMs: minute },
    pace: { groupWaitMs: minute, groupIntervalMs: minute, limit: { messages: 1, withinMs: minute } },
  });
  const bench = outboxBench(database, sink, settings);
  for (let beat = 0; beat < 3; beat += 1) {
    await database.run((sql) => sql`insert into notice (kind) values ('heartbeat'), ('heartbeat')`);
    expect(await bench.dispatch()).toBe(2);
    await database.run((sql) => sql`insert into notice (kind) values ('heartbeat')`);
    await bench.dispatch();
    expect(await bench.sendAll()).toEqual(["sent"]);
  }
  expect(sink.arrivals.map((one) => one.to)).toEqual(["heartbeat", "heartbeat", "heartbeat"]);
  expect(await messageRows(database)).toEqual([]);
});
