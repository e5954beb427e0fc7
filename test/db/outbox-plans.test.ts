import { beforeAll, expect, test } from "bun:test";
import type { Sql } from "../../src/db/pool.ts";
import {
  addToMessages,
  endMessage,
  hasDueMessage,
  listSentAges,
  openMessage,
  resumeSealed,
  sealDue,
  spaceGroups,
} from "../../src/queue/message.ts";
import { holdNotices, listDueNotices } from "../../src/queue/notice.ts";
import {
  countDueRecipients,
  holdRecipient,
  leaseRecipient,
  lockRecipients,
  releaseRecipient,
  restRecipient,
  wakeLane,
} from "../../src/queue/recipient.ts";
import { dropUnwanted } from "../../src/queue/recipient-roll.ts";
import { remindOfIncidents } from "../../src/queue/remind.ts";
import { countMessages, listMessages } from "../../src/store/messages.ts";
import { deleteOldIncidents, deleteOldMessages } from "../../src/store/notification-history.ts";
import { listCauseFacts, listIncidentFacts, listToldEvents } from "../../src/store/told-events.ts";
import { testDatabase } from "../harness/database.ts";
import { openIncidents, storeCause } from "../harness/incidents.ts";

const { database } = await testDatabase({ poolSize: 2, deadlineMs: 120_000 });

/** Filling the table is what takes the time: with five times as many, each query reads the same. */
const endedMessages = 200_000;
const recipients = 20_000;
const incidents = 20_000;
const watched = ["message", "recipient", "notice", "incident", "incident_event"] as const;

beforeAll(async () => {
  await database.transaction(
    async (tx) => {
      await tx`set local synchronous_commit = off`;
      await tx`
        insert into recipient (id, lane)
        select 'r' || n, 'lane' || n % 20
        from generate_series(1, ${recipients}::int) as n`;
      await tx`
        insert into message (recipient, group_key, group_keys, state, events, not_before, ended_at)
        select
          'r' || n % 1000, 'cause:' || n % 5000, array['cause:' || n % 5000],
          case when n % 1000 = 999 then 'dead' when n % 100 = 99 then 'dropped' else 'sent' end,
          '{1}', now() - interval '1 day', now() - make_interval(secs => n)
        from generate_series(1, ${endedMessages}::int) as n`;
    },
    { deadlineMs: 110_000 },
  );
  const causeId = await storeCause(database);
  await openIncidents(database, incidents, { causeId });
  await database.run(
    (sql) => sql`update notice set visible_at = now() + interval '1 day', held = true where id % 100 > 0`,
  );
  await database.run((sql) => sql`update incident set closed_at = now() where id % 100 > 0`);
  await database.run((sql) => sql`vacuum analyze message, recipient, notice, incident, incident_event, cause`);
});

const someone = { recipient: "r1", token: 1 };
const limit = { messageAgeMs: 1e9, incidentAgeMs: 1e10, rowsMax: 100 };

/** What runs at each turn of the dispatcher, of a sender and of the duties, and how many rows it may read at most. */
const queries: readonly (readonly [name: string, rowsMax: number, run: (tx: Sql) => Promise<unknown>])[] = [
  ["listDueNotices", 2_000, (tx) => listDueNotices(tx, 100)],
  ["holdNotices", 10, (tx) => holdNotices(tx, [{ id: 5, untilMs: 1e13 }])],
  ["lockRecipients", 10, (tx) => lockRecipients(tx, [{ id: "r1", lane: "lane1" }])],
  [
    "addToMessages",
    1_200,
    (tx) => addToMessages(tx, [{ recipient: "r1", group: "cause:9", events: [1], waitMs: 5 }], 300_000),
  ],
  ["countDueRecipients", 50, (tx) => countDueRecipients(tx, ["lane1", "lane2"], 4)],
  ["leaseRecipient", 20, (tx) => leaseRecipient(tx, { lane: "lane1", server: "s", leaseSeconds: 1 })],
  ["holdRecipient", 10, (tx) => holdRecipient(tx, someone)],
  ["resumeSealed", 50, (tx) => resumeSealed(tx, "r1")],
  ["hasDueMessage", 50, (tx) => hasDueMessage(tx, "r1")],
  ["sealDue", 50, (tx) => sealDue(tx, "r1")],
  ["listSentAges", 50, (tx) => listSentAges(tx, "r1", { limit: 3, withinMs: 600_000 })],
  ["listToldEvents", 50, (tx) => listToldEvents(tx, 5)],
  ["listIncidentFacts", 50, (tx) => listIncidentFacts(tx, [{ incidentId: 1, lastEventId: 1 }])],
  ["listCauseFacts", 10, (tx) => listCauseFacts(tx, [1])],
  ["endMessage", 50, (tx) => endMessage(tx, 5, { state: "sent", title: "", answer: "" })],
  ["openMessage", 50, (tx) => openMessage(tx, { messageId: 5, recipient: "r1", group: "cause:9" }, "")],
  ["spaceGroups", 50, (tx) => spaceGroups(tx, { recipient: "r1", groups: ["cause:9"], intervalMs: 5 })],
  ["restRecipient", 50, (tx) => restRecipient(tx, "r1")],
  ["releaseRecipient", 50, (tx) => releaseRecipient(tx, "r1")],
  ["wakeLane", 50, (tx) => wakeLane(tx, "lane1")],
  ["dropUnwanted", 50, (tx) => dropUnwanted(tx, [])],
  ["remindOfIncidents", 50, (tx) => remindOfIncidents(tx, 100)],
  ["deleteOldMessages", 500, (tx) => deleteOldMessages(tx, limit)],
  ["deleteOldIncidents", 500, (tx) => deleteOldIncidents(tx, limit)],
  ["countMessages", 5_000, (tx) => countMessages(tx)],
  ["listMessages", 200, (tx) => listMessages(tx, { state: "dead", beforeId: undefined, limit: 50 })],
];

test.each(queries)("%s reads no table whole and at most %d rows", async (_name, rowsMax, run) => {
  const undone = new Error("each query finds the same rows");
  const work = database.transaction(async (tx) => {
    // More often than the driver's statement stays planned for its parameters.
    for (let turn = 0; turn < 7; turn += 1) await run(tx);
    const before = await countReads(tx);
    await run(tx);
    const after = await countReads(tx);
    expect(after.wholeTables).toEqual(before.wholeTables);
    expect(after.rows - before.rows).toBeLessThanOrEqual(rowsMax);
    throw undone;
  });
  await expect(work).rejects.toBe(undone);
});

/** What this transaction's connection did not yet report of its reads. */
async function countReads(
  tx: Sql,
): Promise<{ readonly rows: number; readonly wholeTables: Readonly<Record<string, number>> }> {
  const tables = await tx<{ name: string; scans: number }[]>`
    select name, pg_stat_get_xact_numscans(name::regclass)::int as scans
    from unnest(${[...watched]}::text[]) as name`;
  const [indexes] = await tx<{ rows: number }[]>`
    select coalesce(sum(pg_stat_get_xact_tuples_returned(indexrelid)), 0)::int as rows
    from pg_index
    where indrelid = any(${[...watched]}::text[]::regclass[])`;
  return { rows: indexes?.rows ?? 0, wholeTables: Object.fromEntries(tables.map((row) => [row.name, row.scans])) };
}
