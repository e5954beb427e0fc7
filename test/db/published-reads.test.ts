import { beforeAll, expect, test } from "bun:test";
import type { Sql } from "../../src/db/pool.ts";
import { listDutyEnds } from "../../src/queue/duty.ts";
import { applyConfiguration } from "../../src/server/config/apply.ts";
import { prepareResults } from "../../src/server/duties/all.ts";
import { countChecksOf, listWorstChecksOf } from "../../src/store/checks-of-sites.ts";
import { findOldestWaiting } from "../../src/store/messages.ts";
import { countIncidentsBySeverity, countOpenCauses } from "../../src/store/open-counts.ts";
import { listClosedIncidentsOf, listFeedIncidents } from "../../src/store/published-incidents.ts";
import { listSiteStandings } from "../../src/store/site-standings.ts";
import { manySites } from "../builders/configuration.ts";
import { storeIncident, storeOutage } from "../builders/incident.ts";
import { probeSettings } from "../builders/probe-settings.ts";
import { testDatabase } from "../harness/database.ts";
import { readsOf } from "../harness/reads.ts";

const { database } = await testDatabase({ deadlineMs: 60_000 });
const domains = ["https://site1.test", "https://site77.test", "https://not-there.test"];

beforeAll(async () => {
  await prepareResults(database);
  await applyConfiguration(database, { sites: manySites(3000), probe: probeSettings(), allowShrink: false });
  await storeOutage(database, { incidents: 4000, causes: 50 });
  await database.run(
    (sql) => sql`
      insert into message (recipient, group_key, group_keys, state, events, not_before, ended_at)
      select 'local', 'g' || n, '{}', 'sent', '{}', now(), now() from generate_series(1, 5000) as n`,
  );
  await database.session((session) => session`analyze`);
});

/** What others ask for again and again, and the rows that each may come by. */
const reads: readonly (readonly [string, (sql: Sql) => Promise<unknown>, number])[] = [
  ["site standings", (sql) => listSiteStandings(sql, domains), 40],
  ["checks of sites", (sql) => countChecksOf(sql, domains), 40],
  ["worst checks of sites", (sql) => listWorstChecksOf(sql, { domains, limit: 20 }), 40],
  ["oldest waiting message", findOldestWaiting, 10],
  ["feed", (sql) => listFeedIncidents(sql, { label: undefined, limit: 50 }), 1000],
];

test.each(reads)("%s reads no table from end to end, and few rows", async (_name, read, rowsMax) => {
  const seen = await readsOf(database, read);
  expect(seen.wholeTables).toEqual([]);
  expect(seen.rows).toBeLessThanOrEqual(rowsMax);
});

test("closed incidents of sites are those of their targets, the last to end first", async () => {
  const [domain, other] = ["https://site1.test", "https://site2.test"];
  for (const [index, subject] of ["target:1", "target:2", "agent:1"].entries()) {
    await storeIncident(database, { domain, subject, closedAt: new Date(Date.now() - index * 1000) });
  }
  await storeIncident(database, { domain: other, subject: "target:9", closedAt: new Date() });
  const listed = (limit: number) => database.run((sql) => listClosedIncidentsOf(sql, { domains: [domain], limit }));
  expect((await listed(10)).map((row) => [row.domain, row.targetId ?? row.about])).toEqual([
    [domain, "target"],
    [domain, "target"],
  ]);
  expect(await listed(1)).toHaveLength(1);
});

test("counts of what is open are those of what is open", async () => {
  const counted = await database.run(
    async (sql) => [await countIncidentsBySeverity(sql), await countOpenCauses(sql)] as const,
  );
  const [real] = await database.run(
    (sql) => sql<{ critical: number; warning: number }[]>`
      select
        (count(*) filter (where severity = 3))::int as critical,
        (count(*) filter (where severity = 2))::int as warning
      from incident
      where closed_at is null`,
  );
  expect(counted[0]).toEqual({ ok: 0, unknown: 0, critical: real?.critical ?? 0, warning: real?.warning ?? 0 });
  expect(counted[1]).toBe(50);
  expect(await database.run(listDutyEnds)).toEqual([]);
});
