import { beforeAll, expect, test } from "bun:test";
import type { Sql } from "../../src/db/pool.ts";
import { replayRecipient } from "../../src/queue/replay.ts";
import { rescheduleTargets } from "../../src/queue/reschedule.ts";
import { touchAgent } from "../../src/store/agents.ts";
import { findAttempt, insertAttempt, listAttempts, listStandingRefusals } from "../../src/store/config-attempts.ts";
import { findRevisionDiff, findWantedRuns, listRevisions } from "../../src/store/revision-rows.ts";
import { touchServer } from "../../src/store/servers.ts";
import { listActiveSilences, listSilencesMade, listSilencesThat } from "../../src/store/silences.ts";
import { listTargetIds } from "../../src/store/target-rows.ts";
import { storeFarm } from "../builders/farm.ts";
import { testDatabase } from "../harness/database.ts";

const { database } = await testDatabase({ poolSize: 2, deadlineMs: 120_000 });
const watched = ["task", "target", "message", "silence", "config_attempt", "config_revision", "agent"] as const;

beforeAll(async () => {
  await storeFarm(database, 5000);
  await database.transaction(
    async (tx) => {
      await tx`set local synchronous_commit = off`;
      await tx`
        insert into message (recipient, group_key, group_keys, state, events, not_before, ended_at)
        select
          'r' || n % 100, 'cause:' || n, array['cause:' || n], case when n % 10 = 0 then 'dead' else 'sent' end,
          '{}', now(), now()
        from generate_series(1, 20000) as n`;
      await tx`
        insert into silence (match, comment, created_by, created_at, starts_at, ends_at)
        select '{"domain": "*"}', '', 'x', at, at, at + interval '1 hour'
        from (select now() - n * interval '1 hour' as at from generate_series(-20, 20000) as n) made`;
      await tx`
        insert into config_attempt (server, source, outcome)
        select 's' || n % 500, 'signal', 'applied'
        from generate_series(1, 5000) as n`;
      await tx`
        insert into config_revision (digest, probe, added, changed, removed)
        select 'd', '{}', 0, 0, 0
        from generate_series(1, 5000)`;
      await tx`
        insert into agent (name, instance, version)
        select 'a' || n, 'i', 'v'
        from generate_series(1, 2000) as n`;
      await tx`insert into server (name, version) values ('s1', 'v'), ('s2', 'v')`;
    },
    { deadlineMs: 110_000 },
  );
  await database.run(
    (sql) => sql`vacuum analyze task, target, message, silence, config_attempt, config_revision, agent`,
  );
});

const page = { afterId: undefined, limit: 51 };
const made = { from: new Date(Date.now() - 7_200_000), until: new Date(), limit: 200 };
const load = { inFlight: 1, slots: 2, cpuShare: 0.5, limited: false };
const attempt = { server: "s1", source: "api", outcome: "applied", revision: 1, problems: [] } as const;

/** What pages and forms of this kind ask, and how many index entries each may read at most. */
const queries: readonly (readonly [name: string, rowsMax: number, run: (tx: Sql) => Promise<unknown>])[] = [
  ["rescheduleTargets", 20, (tx) => rescheduleTargets(tx, [1, 2, 3])],
  ["listTargetIds", 20, (tx) => listTargetIds(tx, 3, 1000)],
  ["replayRecipient", 500, (tx) => replayRecipient(tx, "r0", 20)],
  ["listActiveSilences", 60, listActiveSilences],
  ["active silences", 60, (tx) => listSilencesThat(tx, { state: "active", ...page })],
  ["coming silences", 60, (tx) => listSilencesThat(tx, { state: "coming", ...page })],
  ["silences that are over", 120, (tx) => listSilencesThat(tx, { state: "over", ...page })],
  ["listSilencesMade", 20, (tx) => listSilencesMade(tx, made)],
  ["listAttempts", 60, (tx) => listAttempts(tx, { limit: 20, aliveSeconds: 15 })],
  ["findAttempt", 5, (tx) => findAttempt(tx, 77)],
  ["insertAttempt", 6000, (tx) => insertAttempt(tx, attempt)],
  ["listStandingRefusals", 20, (tx) => listStandingRefusals(tx, { limit: 10, aliveSeconds: 60 })],
  ["listRevisions", 60, (tx) => listRevisions(tx, { beforeId: 2500, limit: 21 })],
  ["findRevisionDiff", 5, (tx) => findRevisionDiff(tx, 2500)],
  ["findWantedRuns", 5, findWantedRuns],
  ["touchServer", 5, (tx) => touchServer(tx, { name: "s1", version: "v" })],
  ["touchAgent", 10, (tx) => touchAgent(tx, { name: "a5", instance: "i", version: "v", load, runs: 3 })],
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
