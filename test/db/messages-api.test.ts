import { beforeEach, expect, test } from "bun:test";
import { FormatRegistry } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { pageSchema } from "../../src/contract/v1/fields.ts";
import { MessageItem, MessageReplay } from "../../src/contract/v1/message.ts";
import { countedMax, countMessages } from "../../src/store/messages.ts";
import { aRecipient, settingsFor } from "../builders/recipient.ts";
import { testDatabase } from "../harness/database.ts";
import { forgetIncidents, happen, openIncident, openIncidents, storeCause } from "../harness/incidents.ts";
import { type MessageSink, startMessageSink } from "../harness/message-sink.ts";
import { messageRows, type OutboxBench, outboxBench } from "../harness/outbox.ts";
import { openApp } from "../harness/pages.ts";
import { apiToken } from "../harness/served.ts";

FormatRegistry.Set("date-time", (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text));

const { database } = await testDatabase({ poolSize: 6 });
const ask = openApp(database);
const authorization = `Bearer ${apiToken}`;
const hooked = settingsFor([aRecipient()]);

beforeEach(() => forgetIncidents(database));

/** An outbox whose first message, about one incident that opened, was refused for good. */
async function refused(
  sink: MessageSink,
): Promise<{ bench: OutboxBench; incident: number; causeId: number; id: number }> {
  const bench = outboxBench(database, sink, hooked);
  const causeId = await storeCause(database);
  const incident = await openIncident(database, { causeId });
  sink.behave("webhook:a", { status: 400 });
  await bench.deliver(sink);
  sink.behave("webhook:a", { status: 200 });
  const [dead] = await messageRows(database);
  return { bench, incident, causeId, id: dead?.id ?? 0 };
}

async function replay(id: number) {
  const answer = await ask(`/api/v1/messages/${id}/replay`, { authorization }, "POST");
  const body: unknown = JSON.parse(answer.text);
  if (!Value.Check(MessageReplay, body)) throw new Error(answer.text);
  return body;
}

test("a dead message goes again under its key, once, however often it is asked for", async () => {
  await using sink = startMessageSink();
  const { bench, incident, id } = await refused(sink);
  expect(await replay(id)).toMatchObject({
    outcome: "replayed",
    message: { id, state: "waiting", attempts: 0, endedAt: null },
  });
  expect(await replay(id)).toMatchObject({ outcome: "not-dead", message: { id, state: "waiting" } });
  expect(await bench.deliver(sink)).toEqual([[`${incident} opened`]]);
  expect(await replay(id)).toMatchObject({ outcome: "not-dead", message: { id, state: "sent", title: "1 incidents" } });
  expect(await bench.deliver(sink)).toEqual([]);
  expect(new Set(sink.requests.map((one) => one.key)).size).toBe(1);
});

test("two replays at once are one", async () => {
  await using sink = startMessageSink();
  const { id } = await refused(sink);
  const outcomes = await Promise.all([replay(id), replay(id), replay(id)]);
  expect(outcomes.map((one) => one.outcome).toSorted()).toEqual(["not-dead", "not-dead", "replayed"]);
});

test("a replay takes up what waits for its group, under another key", async () => {
  await using sink = startMessageSink();
  const { bench, incident, causeId, id } = await refused(sink);
  bench.settings = { ...hooked, pace: { groupWaitMs: 60_000, groupIntervalMs: 0, limit: undefined } };
  const later = await openIncident(database, { causeId });
  await bench.dispatch();
  expect(await messageRows(database)).toHaveLength(2);
  await replay(id);
  expect(await bench.deliver(sink)).toEqual([[`${incident} opened`, `${later} opened`]]);
  expect(await messageRows(database)).toMatchObject([{ id, state: "sent" }]);
  expect(new Set(sink.requests.map((one) => one.key)).size).toBe(2);
});

test("a replay of what is over says that it has passed", async () => {
  await using sink = startMessageSink();
  const { bench, incident, id } = await refused(sink);
  await happen(database, incident, "recovered");
  expect(await bench.deliver(sink)).toEqual([[`${incident} recovered`]]);
  await replay(id);
  expect(await bench.deliver(sink)).toEqual([[`${incident} passed`]]);
});

test("messages are listed newest first, by state, page by page", async () => {
  await using sink = startMessageSink();
  const { bench, id } = await refused(sink);
  for (let count = 0; count < 5; count += 1) {
    await openIncidents(database, 2);
    await bench.deliver(sink);
  }
  const ids: number[] = [];
  let cursor = "";
  for (let page = 0; page < 10; page += 1) {
    const answer = await ask(`/api/v1/messages?state=sent&limit=2${cursor}`, { authorization });
    const body: unknown = JSON.parse(answer.text);
    if (!Value.Check(pageSchema(MessageItem), body)) throw new Error(answer.text);
    ids.push(...body.items.map((one) => one.id));
    if (body.nextCursor === null) break;
    cursor = `&cursor=${body.nextCursor}`;
  }
  expect(ids).toHaveLength(5);
  expect(ids).toEqual(ids.toSorted((a, b) => b - a));
  const dead: unknown = JSON.parse((await ask("/api/v1/messages?state=dead", { authorization })).text);
  expect(dead).toMatchObject({
    items: [
      { id, recipient: "webhook:a", state: "dead", group: "cause:1", events: 1, attempts: 1, answer: "said 400" },
    ],
    nextCursor: null,
  });
});

test.each([
  ["GET", "/api/v1/messages?state=bad", { authorization }, 422],
  ["GET", "/api/v1/messages?cursor=abc", { authorization }, 400],
  ["POST", "/api/v1/messages/1/replay", { authorization }, 404],
  ["POST", "/api/v1/messages/0/replay", { authorization }, 422],
  ["GET", "/api/v1/sites", {}, 200],
] as const)("%s %s with %j answers %d", async (method, path, headers, status) => {
  const answer = await ask(path, headers, method);
  expect(answer.status).toBe(status);
  if (status >= 400) expect(answer.headers.get("content-type")).toBe("application/problem+json");
});

test("what waits and what is dead is counted, each up to a bound, and never what was sent", async () => {
  expect(await database.run(countMessages)).toEqual({ waiting: 0, sealed: 0, dead: 0 });
  await database.run(
    (sql) => sql`insert into message (recipient, group_key, group_keys, events, not_before, state)
      select 'r' || n, 'x', '{x}', '{}', now(), state
      from (values ('waiting', 1), ('sealed', 2), ('dead', ${countedMax + 1}::int), ('sent', 5)) as wanted (state, count)
      cross join lateral generate_series(1, wanted.count) as n`,
  );
  expect(await database.run(countMessages)).toEqual({ waiting: 1, sealed: 2, dead: countedMax });
});
