import { beforeEach, expect, test } from "bun:test";
import { loggerOf } from "../../src/base/log.ts";
import { unseenAgentsDuty } from "../../src/server/duties/unseen-agents.ts";
import { openSystemIncident } from "../../src/server/incidents/system-incident.ts";
import { bindName } from "../../src/store/agent-names.ts";
import { isolateAgent } from "../../src/store/agents.ts";
import { countResults } from "../../src/store/result-counts.ts";
import { listResults } from "../../src/store/results.ts";
import { manySites } from "../builders/configuration.ts";
import { aRunResult } from "../builders/run-result.ts";
import { acceptResults } from "../harness/accept.ts";
import { testDatabase } from "../harness/database.ts";
import { listOpenSubjects } from "../harness/incident-rows.ts";
import { enlist, leaseOne, startAfresh, watch } from "../harness/queue.ts";

const { database } = await testDatabase();
const duty = unseenAgentsDuty(loggerOf("test"));

beforeEach(async () => {
  await startAfresh(database);
  await watch(database, manySites(1));
});

async function unseenFor(name: string, hours: number): Promise<number> {
  const id = await enlist(database, name);
  const span = `${hours} hours`;
  await database.run((sql) => sql`update agent set last_seen_at = now() - ${span}::interval where id = ${id}`);
  return id;
}

async function names(): Promise<string[]> {
  const rows = await database.run((sql) => sql<{ name: string }[]>`select name from agent order by name`);
  return rows.map((row) => row.name);
}

test("an agent that was not heard of for a week is forgotten, and no other", async () => {
  await unseenFor("six-days", 167);
  await unseenFor("seven-days", 169);
  await enlist(database, "today");
  await duty.run(database);
  expect(await names()).toEqual(["six-days", "today"]);
});

test("thousands are forgotten in one turn", async () => {
  await database.run(
    (sql) => sql`
      insert into agent (name, instance, version, last_seen_at)
      select 'agent-' || n, '1', '1', now() - interval '8 days' from generate_series(1, 4195) as n`,
  );
  await duty.run(database);
  expect(await names()).toEqual([]);
});

test("an agent that holds a lease stays until the lease ends", async () => {
  const id = await unseenFor("paris", 200);
  await leaseOne(database, id);
  await duty.run(database);
  expect(await names()).toEqual(["paris"]);
  await database.run((sql) => sql`update task set visible_at = now()`);
  await duty.run(database);
  expect(await names()).toEqual([]);
});

test("what a forgotten agent brought stays, and its incident ends", async () => {
  const id = await enlist(database, "paris");
  await acceptResults(database, id, [aRunResult(await leaseOne(database, id))]);
  await database.transaction(async (tx) => {
    await isolateAgent(tx, id, "wrong");
    const about = { subject: `agent:${id}`, agentId: id, name: "paris" };
    await openSystemIncident(tx, { ...about, reason: "agent-isolated", message: "wrong" });
  });
  await unseenFor("paris", 200);
  await duty.run(database);
  expect(await names()).toEqual([]);
  expect(await listOpenSubjects(database)).toEqual([]);
  expect(await database.run(countResults)).toBe(1);
  const [result] = await database.run((sql) => listResults(sql, { targetId: 1, limit: 1 }));
  expect(result).toMatchObject({ severity: "ok", reason: "passed" });
});

test("names of secrets go free with their agents, those of tokens stay theirs", async () => {
  const secret = { kind: "secret", credential: "x" } as const;
  const token = { kind: "token", credential: "y" } as const;
  await database.run(async (sql) => {
    for (const name of ["old", "new"]) await bindName(sql, secret, { name, origin: "used" });
    await bindName(sql, token, { name: "made", origin: "chosen" });
    await bindName(sql, token, { name: "used", origin: "used" });
    await sql`update agent_name set seen_at = now() - interval '169 hours' where name <> 'new'`;
    for (const [address, days] of [
      ["192.0.2.1", 91],
      ["192.0.2.2", 89],
    ] as const) {
      await sql`
        insert into agent_address (kind, credential, address, seen_at)
        values ('secret', 'x', ${address}, now() - make_interval(days => ${days}))`;
    }
  });
  await duty.run(database);
  const left = await database.run((sql) => sql<{ name: string }[]>`select name from agent_name order by name`);
  expect(left.map((row) => row.name)).toEqual(["made", "new", "used"]);
  const [address] = await database.run((sql) => sql<{ address: string }[]>`select address from agent_address`);
  expect(address?.address).toBe("192.0.2.2");
});
