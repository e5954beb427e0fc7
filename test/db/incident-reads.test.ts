import { beforeAll, expect, test } from "bun:test";
import type { Sql } from "../../src/db/pool.ts";
import { findIncident, listIncidentEvidence, listLatestEvents } from "../../src/store/incident-detail.ts";
import { listIncidentMessages } from "../../src/store/incident-messages.ts";
import {
  closedScannedMax,
  countOpenIncidents,
  listClosedIncidents,
  listLoneIncidents,
  listOpenIncidents,
  listOpenIncidentsOf,
} from "../../src/store/incident-rows.ts";
import { countMessages, listMessages } from "../../src/store/messages.ts";
import { findCause, listOpenCauses, sitesCountedMax } from "../../src/store/open-causes.ts";
import { storeIncident, storeOutage } from "../builders/incident.ts";
import { storeMessages } from "../builders/message.ts";
import { testDatabase } from "../harness/database.ts";
import { readsOf } from "../harness/reads.ts";

const { database } = await testDatabase();
const counted = await testDatabase();

/** 40,000 incidents, half of them open, on 2,000 causes, and ten messages about each cause. */
beforeAll(async () => {
  await storeOutage(database, { incidents: 40_000, causes: 2000 });
  await storeMessages(database, { causes: 2000, each: 10 });
  await database.session((sql) => sql`vacuum analyze incident, cause, incident_event, message, evidence, target`);
});

/** Tables whose size grows with use. The others are empty here, so reading them whole would say nothing. */
const growing = ["cause", "incident", "incident_event", "message"];

const work: readonly (readonly [name: string, rowsMax: number, work: (sql: Sql) => Promise<unknown>])[] = [
  ["the open incidents", 150, (sql) => listOpenIncidents(sql, { limit: 51 })],
  ["the open incidents of a severity", 150, (sql) => listOpenIncidents(sql, { severity: "warning", limit: 51 })],
  ["the open incidents of a cause", 500, (sql) => listOpenIncidents(sql, { causeId: 7, limit: 51 })],
  [
    "a later page of open incidents",
    150,
    (sql) =>
      listOpenIncidents(sql, {
        after: { severity: "warning", openedText: "2020-01-01 00:00:00+00", id: 5 },
        limit: 51,
      }),
  ],
  ["a search that finds no open incident", 41_000, (sql) => listOpenIncidents(sql, { search: "no such", limit: 51 })],
  ["incidents that stand alone", 4100, (sql) => listLoneIncidents(sql, { exceptCauses: [1, 2, 3], limit: 11 })],
  ["the closed incidents", 150, (sql) => listClosedIncidents(sql, { limit: 51 })],
  ["the closed incidents of a cause", 500, (sql) => listClosedIncidents(sql, { causeId: 7, limit: 51 })],
  [
    "a search that finds no closed incident",
    2 * closedScannedMax + 100,
    (sql) => listClosedIncidents(sql, { search: "no such", limit: 51 }),
  ],
  ["how many incidents are open", 2100, countOpenIncidents],
  ["the incidents of some targets", 30, (sql) => listOpenIncidentsOf(sql, [1, 2, 3])],
  ["the causes, ten sites each", 300, (sql) => listOpenCauses(sql, { atLeast: 2, limit: 21 })],
  ["one cause", 30, (sql) => findCause(sql, 7)],
  ["one incident", 10, (sql) => findIncident(sql, 7)],
  ["its events", 10, (sql) => listLatestEvents(sql, { incidentId: 7, limit: 100 })],
  ["its evidence", 10, (sql) => listIncidentEvidence(sql, 7)],
  ["its messages", 1000, (sql) => listIncidentMessages(sql, { incidentId: 7, causeId: 8, limit: 51 })],
  ["messages of one state", 150, (sql) => listMessages(sql, { state: "dead", beforeId: undefined, limit: 51 })],
  ["messages from a place on", 150, (sql) => listMessages(sql, { state: "sent", beforeId: 9000, limit: 51 })],
  ["how many messages wait or were given up", 1000, countMessages],
];

test.each(work)("reading %s reads no table whole and at most %d rows and entries", async (_, rowsMax, read) => {
  const { wholeTables, rows } = await readsOf(database, read);
  expect(wholeTables.filter((table) => growing.includes(table))).toEqual([]);
  expect(rows).toBeLessThanOrEqual(rowsMax);
});

test("a message is found by the incident that it tells of, and by no other of its cause", async () => {
  const of = (causeId: number) => database.run((sql) => listOpenIncidents(sql, { causeId, limit: 50 }));
  const told = await Promise.all(
    (await of(8)).map(({ id: incidentId, causeId }) =>
      database.run((sql) => listIncidentMessages(sql, { incidentId, causeId, limit: 50 })),
    ),
  );
  const rows = await database.run(
    (sql) => sql<{ n: number }[]>`
      select count(*)::int as n from incident where cause_id = 8 and closed_at is null and id in (
        select incident_id from incident_event
        where id = any(array(select unnest(events) from message where group_key = 'cause:8'))
      )`,
  );
  expect(told.filter((messages) => messages.length > 0).length).toBe(rows[0]?.n ?? -1);
  expect(new Set(told.flat().map((message) => message.told.join()))).toEqual(new Set(["opened"]));
  const [elsewhere] = await of(9);
  const wanted = { incidentId: elsewhere?.id ?? 0, causeId: 8, limit: 50 };
  expect(await database.run((sql) => listIncidentMessages(sql, wanted))).toEqual([]);
});

test.each([
  [sitesCountedMax - 1, sitesCountedMax - 1],
  [sitesCountedMax, sitesCountedMax],
  [sitesCountedMax + 1, null],
])("of a cause with %d open incidents %p sites are counted", async (incidents, sites) => {
  const { causeId } = await storeIncident(counted.database, {
    subject: `first of ${incidents}`,
    cause: { value: String(incidents) },
  });
  await counted.database.transaction(async (tx) => {
    await tx`
      insert into incident (subject, cause_id, domain, severity, worst_severity, reason, message, opened_at)
      select 'many:' || ${incidents}::int || ':' || n, ${causeId}, 'https://m' || n, 2, 2, 4, '', now()
      from generate_series(2, ${incidents}::int) as n`;
    await tx`update cause set open_incidents = ${incidents} where id = ${causeId}`;
  });
  const cause = await counted.database.run((sql) => findCause(sql, causeId));
  expect(cause).toMatchObject({ sites, openIncidents: incidents });
});
