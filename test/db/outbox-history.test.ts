import { beforeEach, expect, test } from "bun:test";
import type { Database } from "../../src/db/connect.ts";
import { notificationHistoryDuty } from "../../src/server/duties/notifications.ts";
import { deleteOldMessages } from "../../src/store/notification-history.ts";
import { testDatabase } from "../harness/database.ts";
import {
  forgetIncidents,
  happen,
  openIncident,
  openIncidents,
  passOutboxTime,
  storeCause,
} from "../harness/incidents.ts";

const { database } = await testDatabase();

beforeEach(() => forgetIncidents(database));

const dayMs = 86_400_000;
const forget = notificationHistoryDuty(365 * dayMs);

test("messages that were sent or dropped are kept 30 days, those that were given up as long as incidents", async () => {
  const ages = { sent: [29, 31], dropped: [29, 31], dead: [31, 364, 366] };
  for (const [state, days] of Object.entries(ages)) for (const age of days) await storeEnded(state, age);
  await database.run(
    (sql) => sql`insert into message (recipient, group_key, group_keys, events, not_before, created_at)
      values ('a', 'old', '{old}', '{}', now(), now() - interval '9 years')`,
  );
  await forget.run(database);
  expect(await listMessages(database)).toEqual(["waiting", "sent 29", "dropped 29", "dead 31", "dead 364"].toSorted());
});

test("old messages go in bounded pieces, the oldest first", async () => {
  for (const age of [40, 50, 60]) await storeEnded("sent", age);
  const limit = { messageAgeMs: 30 * dayMs, incidentAgeMs: 365 * dayMs, rowsMax: 2 };
  expect(await database.run((sql) => deleteOldMessages(sql, limit))).toBe(2);
  expect(await listMessages(database)).toEqual(["sent 40"]);
});

test("incidents that were over for long are forgotten with their events, and their cause with the last of them", async () => {
  const [shared, alone] = [await storeCause(database), await storeCause(database)];
  const old = await openIncidents(database, 2, { causeId: shared });
  await happen(database, [...old, await openIncident(database, { causeId: alone })], "recovered");
  await passOutboxTime(database, 366 * 86_400);
  const lasting = await openIncident(database, { causeId: shared });
  const recent = await openIncident(database);
  await happen(database, recent, "recovered");
  await passOutboxTime(database, 364 * 86_400);
  await forget.run(database);
  const left = await database.run((sql) => sql<{ id: number }[]>`select id from incident order by id`);
  expect(left.map((row) => row.id)).toEqual([lasting, recent]);
  const causes = await database.run((sql) => sql<{ id: number }[]>`select id from cause order by id`);
  expect(causes.map((row) => row.id)).not.toContain(alone);
  expect(causes.map((row) => row.id)).toContain(shared);
  const events = await database.run((sql) => sql`select from incident_event`);
  expect(events).toHaveLength(3);
});

test("silences are forgotten a year after their end, and recipients nothing was sent to for as long", async () => {
  await database.run(
    (sql) => sql`insert into silence (match, comment, created_by, starts_at, ends_at)
      select '{}', age || '', 'x', now() - interval '3 years', now() - make_interval(days => age)
      from unnest('{364, 366}'::int[]) as age`,
  );
  await database.run(
    (sql) => sql`insert into recipient (id, lane, wanted_at, visible_at)
      select name, 'mail', now() - make_interval(days => age), visible_at::timestamptz
      from (values ('recent', 364, 'infinity'), ('old', 366, 'infinity'), ('told', 366, 'infinity'), ('due', 366, 'now'))
        as row (name, age, visible_at)`,
  );
  await database.run(
    (sql) => sql`insert into message (recipient, group_key, group_keys, events, not_before, state, ended_at)
      values ('told', 'x', '{x}', '{}', now(), 'dead', now())`,
  );
  await forget.run(database);
  const silences = await database.run((sql) => sql<{ comment: string }[]>`select comment from silence`);
  expect(silences.map((row) => row.comment)).toEqual(["364"]);
  const recipients = await database.run((sql) => sql<{ id: string }[]>`select id from recipient order by id`);
  expect(recipients.map((row) => row.id)).toEqual(["due", "recent", "told"]);
});

async function storeEnded(state: string, days: number): Promise<void> {
  await database.run(
    (sql) => sql`insert into message (recipient, group_key, group_keys, events, not_before, state, ended_at, title)
      values ('a', 'x', '{x}', '{}', now(), ${state}, now() - make_interval(days => ${days}), ${`${state} ${days}`})`,
  );
}

async function listMessages(db: Database): Promise<string[]> {
  const rows = await db.run(
    (sql) => sql<{ said: string }[]>`select coalesce(nullif(title, ''), state) as said from message`,
  );
  return rows.map((row) => row.said).toSorted();
}
