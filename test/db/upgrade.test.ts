import { expect, test } from "bun:test";
import { migrate } from "../../src/db/migrate.ts";
import { migrations } from "../../src/db/migrations/list.ts";
import { prepareResults } from "../../src/server/duties/all.ts";
import { touchAgent } from "../../src/store/agents.ts";
import { aFailedFinding, aRunWith } from "../builders/run-result.ts";
import { acceptResults } from "../harness/accept.ts";
import { testDatabase } from "../harness/database.ts";
import { listIncidentRows } from "../harness/incident-rows.ts";
import { leaseOne } from "../harness/queue.ts";

const { database } = await testDatabase({ template: "empty" });

test("a database of the version before goes on where it was: what fails becomes an incident as grave as it is", async () => {
  await migrate(database, migrations.slice(0, 1));
  await database.run(
    (sql) => sql`
      with site as (
        insert into site (domain, defined_at) values ('https://example.org', 'argos.yaml:2') returning id
      ),
      target as (
        insert into target (
          site_id, key, method, url, family, spec, spec_digest, interval_seconds, retry_before_notification, defined_at
        )
        select id, 'k', 'GET', 'https://example.org/', 0, '{}'::jsonb, 'd', 60, 1, 'argos.yaml:3' from site
        returning id
      ),
      one as (
        insert into check_state (target_id, key, position, severity, reason, message, failures)
        select id, 'status-is', 0, 3, 20, '503', 7 from target
      )
      insert into task (target_id, family, interval_seconds, phase_seconds, lease_seconds, visible_at)
      select id, 0, 60, 0, 30, now() from target`,
  );
  expect((await migrate(database)).applied).toEqual(migrations.slice(1).map((one) => one.name));
  await prepareResults(database);
  const paris = await database.run((sql) => touchAgent(sql, { name: "paris", instance: "1", version: "0" }));
  for (let look = 0; look < 2; look += 1) {
    expect(await listIncidentRows(database)).toEqual([]);
    await database.run((sql) => sql`update task set visible_at = now()`);
    await acceptResults(database, paris, [aRunWith(await leaseOne(database, paris), aFailedFinding())]);
  }
  expect(await listIncidentRows(database)).toMatchObject([{ severity: "critical", domain: "https://example.org" }]);
  const [task] = await database.run((sql) => sql`select retries, silent from task`);
  expect(task).toEqual({ retries: 1, silent: false });
});
