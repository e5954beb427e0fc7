import { beforeEach, expect, test } from "bun:test";
import { replayAllDead, replayedMax } from "../../src/server/messages/replay-dead.ts";
import { storeMessage, storeRecipient } from "../builders/message.ts";
import { connect, testDatabase } from "../harness/database.ts";
import { forgetIncidents, happen, openIncident, storeCause } from "../harness/incidents.ts";

const { database, address } = await testDatabase();
const recipient = "mail:ada@example.org";

beforeEach(async () => {
  await forgetIncidents(database);
  await storeRecipient(database, { id: recipient });
});

interface Row {
  readonly id: number;
  readonly recipient: string;
  readonly state: string;
  readonly events: number[];
  readonly groups: string[];
}

async function rows(): Promise<Row[]> {
  return await database.run(
    (sql) => sql<Row[]>`select id, recipient, state, events, group_keys as groups from message order by id`,
  );
}

const dead = (causeId: number, incidentId: number, to = recipient) =>
  storeMessage(database, { state: "dead", recipient: to, causeId, incidentId });

test("all dead letters of a recipient wait again, and nobody else's", async () => {
  const causes = [await storeCause(database), await storeCause(database, { value: "192.0.2.8" })];
  for (const causeId of causes) await dead(causeId, await openIncident(database, { causeId }));
  const other = await dead(causes[0] ?? 0, 0, "mail:bob@example.org");
  const sent = await storeMessage(database, { recipient, causeId: causes[0] ?? 0 });
  expect(await replayAllDead(database, recipient)).toBe(2);
  expect((await rows()).map(({ id, state }) => [id, state])).toEqual([
    [1, "waiting"],
    [2, "waiting"],
    [other, "dead"],
    [sent, "sent"],
  ]);
  const [woken] = await database.run(
    (sql) => sql`select visible_at <= now() as due from recipient where id = ${recipient}`,
  );
  expect(woken).toEqual({ due: true });
});

test("those of one cause, and what waits of it, become one that tells of all and of what ended since", async () => {
  const causeId = await storeCause(database);
  const [one, two, three] = [1, 2, 3].map(() => openIncident(database, { causeId }));
  const incidents = [await one, await two, await three].map(Number);
  await dead(causeId, incidents[0] ?? 0);
  await dead(causeId, incidents[1] ?? 0);
  await happen(database, incidents[1] ?? 0, "recovered");
  await storeMessage(database, { recipient, state: "waiting", causeId, incidentId: incidents[2] ?? 0 });
  expect(await replayAllDead(database, recipient)).toBe(2);
  const events = await database.run((sql) => sql<{ id: number }[]>`select id from incident_event order by id`);
  expect(await rows()).toEqual([
    { id: 1, recipient, state: "waiting", events: events.map((event) => event.id), groups: [`cause:${causeId}`] },
  ]);
});

test.each([
  [replayedMax - 1, replayedMax - 1, 0],
  [replayedMax, replayedMax, 0],
  [replayedMax + 1, replayedMax, 1],
])("of %d dead letters %d go at once and %d stay", async (stored, replayed, left) => {
  await database.run(
    (sql) => sql`
      insert into message (recipient, group_key, group_keys, state, events, not_before, ended_at)
      select ${recipient}, 'cause:' || n, array['cause:' || n], 'dead', '{}', now(), now()
      from generate_series(1, ${stored}::int) as n`,
  );
  expect(await replayAllDead(database, recipient)).toBe(replayed);
  expect((await rows()).filter((row) => row.state === "dead")).toHaveLength(left);
});

test("a recipient without any, or that is not there, has none", async () => {
  expect(await replayAllDead(database, recipient)).toBe(0);
  expect(await replayAllDead(database, "nobody\u0000")).toBe(0);
});

test("two who ask at once replay each letter once", async () => {
  await using other = await connect(address, { poolSize: 1 });
  await dead(await storeCause(database), 0);
  const counts = await Promise.all([replayAllDead(database, recipient), replayAllDead(other, recipient)]);
  expect(counts.toSorted()).toEqual([0, 1]);
});
