import { beforeEach, expect, test } from "bun:test";
import { Secret } from "../../src/base/secrets/secret.ts";
import type { NotificationSettings } from "../../src/config/notifications.ts";
import type { Sender } from "../../src/notify/delivery.ts";
import { startOutbox } from "../../src/server/outbox/outbox.ts";
import { aMailRecipient, aRecipient, settingsFor } from "../builders/recipient.ts";
import { connect, testDatabase } from "../harness/database.ts";
import { forgetIncidents, happen, openIncident, openIncidents, passOutboxTime } from "../harness/incidents.ts";
import { startMessageSink } from "../harness/message-sink.ts";
import { outboxBench } from "../harness/outbox.ts";
import { until } from "../harness/until.ts";

const { database, address } = await testDatabase({ poolSize: 6 });

beforeEach(() => forgetIncidents(database));

/** So many recipients of mail, and one of Gotify. */
function mailAndGotify(count: number): NotificationSettings {
  const mail = Array.from({ length: count }, (_, at) => aMailRecipient(`${at}@test`));
  const url = "https://push.test";
  return settingsFor([
    ...mail,
    aRecipient({ id: "gotify:push", address: { channel: "gotify", url, token: new Secret("t") } }),
  ]);
}

test("an outbox dispatches and sends by itself, with the settings of a reload", async () => {
  await using sink = startMessageSink();
  const bench = outboxBench(database, sink, settingsFor([aRecipient()]));
  await using _outbox = await startOutbox(bench.deps);
  await openIncident(database);
  await until(async () => (sink.arrivals.length === 1 ? sink.arrivals : await pulse()));
  bench.settings = settingsFor([aMailRecipient("b@test")]);
  await openIncident(database);
  await until(async () => (sink.arrivals.length === 2 ? sink.arrivals : await pulse()));
  expect(sink.arrivals.map((one) => one.to)).toEqual(["webhook:a", "mail:b@test"]);
});

test("several servers on one database send everything once", async () => {
  await using sink = startMessageSink();
  await using second = await connect(address, { poolSize: 6 });
  const settings = mailAndGotify(20);
  await using servers = new AsyncDisposableStack();
  for (const [at, db] of [database, second, database].entries()) {
    const { deps } = outboxBench(db, sink, settings);
    servers.use(await startOutbox({ ...deps, server: `test:${at}` }));
  }
  for (let turn = 0; turn < 5; turn += 1) {
    const incidents = await openIncidents(database, 100);
    await happen(database, incidents.slice(0, 50), "escalated");
  }
  await until(async () => {
    const [row] = await database.run(
      (sql) => sql<{ n: number }[]>`
        select
          (select count(*) from notice) + (select count(*) from message where state in ('waiting', 'sealed')) as n`,
    );
    return Number(row?.n) === 0 ? row : undefined;
  });
  await servers.disposeAsync();
  expect(new Set(sink.arrivals.map((one) => one.key)).size).toBe(sink.arrivals.length);
  const [told] = await database.run(
    (sql) => sql<{ events: number; distinct: number }[]>`
      select count(*)::int as events, count(distinct (recipient, event))::int as distinct
      from message
      cross join unnest(events) as event
      where state = 'sent'`,
  );
  expect(told).toEqual({ events: 21 * 750, distinct: 21 * 750 });
});

test("a lane that stalls delays no other, and gets four slots", async () => {
  await using sink = startMessageSink();
  const bench = outboxBench(database, sink, mailAndGotify(10));
  sink.behave("mail:", "stalls");
  const outbox = await startOutbox(bench.deps);
  const first = await openIncident(database);
  await until(async () => (sink.requests.length === 5 ? sink.requests : await pulse()));
  const second = await openIncident(database);
  await until(async () => (sink.arrivals.length === 2 ? sink.arrivals : await pulse()));
  expect(sink.arrivals.map((one) => [one.to, one.items])).toEqual([
    ["gotify:push", [`${first} opened`]],
    ["gotify:push", [`${second} opened`]],
  ]);
  expect(sink.requests.filter((one) => one.to.startsWith("mail:"))).toHaveLength(4);
  const stopped = outbox[Symbol.asyncDispose]();
  await sink.close();
  await stopped;
});

test("while a lane fails one slot tries, and the first success wakes everybody in it", async () => {
  await using sink = startMessageSink();
  const counting = countInFlight(sink);
  const bench = outboxBench(database, counting.sender, mailAndGotify(12));
  await sink.close();
  await using _outbox = await startOutbox(bench.deps);
  await openIncident(database);
  await until(async () => ((await countFailing()) === 13 ? 13 : undefined));
  counting.reset();
  await passOutboxTime(database, 1800);
  await until(async () => ((await countFailing("15 seconds")) === 13 ? 13 : undefined));
  expect(counting.most("mail:")).toBe(1);
  sink.open();
  await database.run((sql) => sql`update recipient set visible_at = now() where id in ('mail:3@test', 'gotify:push')`);
  await until(async () => (sink.arrivals.length === 13 ? sink.arrivals : await pulse()));
  expect(new Set(sink.arrivals.map((one) => one.to)).size).toBe(13);
});

test("a recipient that asked for rest is not woken with its lane", async () => {
  await using sink = startMessageSink();
  const bench = outboxBench(database, sink, mailAndGotify(3));
  await openIncident(database);
  await bench.dispatch();
  sink.behave("mail:", { status: 500 });
  sink.behave("mail:2", { status: 429, retryAfterSeconds: 3000 });
  expect(await bench.send("mail")).toEqual(["again", "again", "again"]);
  sink.behave("mail:", { status: 200 });
  await database.run((sql) => sql`update recipient set visible_at = now() where id = 'mail:0@test'`);
  expect(await bench.send("mail")).toEqual(["sent", "sent"]);
  expect(sink.arrivals.map((one) => one.to)).toEqual(["mail:0@test", "mail:1@test"]);
});

test("stopping waits for what is on its way, and begins nothing", async () => {
  const begun = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  const sender: Sender = {
    async send() {
      begun.resolve();
      await free.promise;
      return { kind: "sent", answer: "ok" };
    },
  };
  const { deps } = outboxBench(database, sender, settingsFor([aRecipient()]));
  const outbox = await startOutbox(deps);
  await openIncident(database);
  await begun.promise;
  const stopped = outbox[Symbol.asyncDispose]();
  await openIncident(database);
  free.resolve();
  await stopped;
  const rows = await database.run((sql) => sql<{ state: string }[]>`select state from message`);
  expect(rows.map((row) => row.state)).toEqual(["sent"]);
  expect(await database.run((sql) => sql`select from notice`)).toHaveLength(1);
});

/** How many recipients failed, and rest for at least so long. */
async function countFailing(rest = "0 seconds"): Promise<number> {
  const [row] = await database.run(
    (sql) => sql<{ n: number }[]>`
      select count(*)::int as n
      from recipient
      where failing_since is not null
        and leased_by is null
        and visible_at > now() + ${rest}::interval`,
  );
  return row?.n ?? -1;
}

/** A sender that knows how many of its sends to ids that begin so were on their way at once. */
function countInFlight(inner: Sender) {
  const inFlight = new Set<string>();
  const most = new Map<string, number>();
  const sender: Sender = {
    async send(delivery, signal) {
      const { id } = delivery.recipient;
      inFlight.add(id);
      const prefix = id.slice(0, id.indexOf(":") + 1);
      const now = [...inFlight].filter((one) => one.startsWith(prefix)).length;
      most.set(prefix, Math.max(most.get(prefix) ?? 0, now));
      try {
        return await inner.send(delivery, signal);
      } finally {
        inFlight.delete(id);
      }
    },
  };
  return { sender, most: (prefix: string) => most.get(prefix) ?? 0, reset: () => most.clear() };
}

/** Lets others work for the time of a query. */
async function pulse(): Promise<undefined> {
  await database.run((sql) => sql`select`);
}
