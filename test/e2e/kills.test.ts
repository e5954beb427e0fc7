import { beforeAll, expect, test } from "bun:test";
import type { Database } from "../../src/db/connect.ts";
import { startHealthyFarm } from "../farm/healthy-farm.ts";
import { eventually } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { type RecordingProxy, startRecordingProxy } from "../harness/recording-proxy.ts";
import { startWatching } from "../harness/watching.ts";

const sites = 60;
const database = await testDatabase({ poolSize: 2 });
const farm = await startHealthyFarm({ record: false });
const websites = Array.from(
  { length: sites },
  (_, index) => `  - domain: http://site${index}.farm.test:${farm.httpPort}
    paths:
      - path: /
        checks: [status-is: 301]`,
);
const watching = await startWatching({
  test: database,
  general: "  frequency: 1s\n  timeout: 1s",
  probe: '  resolve:\n    "*.farm.test": 127.0.0.1',
  websites: websites.join("\n"),
  agents: [],
});
let server = watching.server;
let proxy: RecordingProxy;

beforeAll(() => {
  proxy = startRecordingProxy(watching.url);
  return () => proxy[Symbol.dispose]();
});

test("an agent killed again and again loses nothing that was acknowledged, and its work is done by another", async () => {
  watching.startAgent("steady", { url: proxy.url });
  for (let kill = 0; kill < 5; kill += 1) {
    const agent = watching.startAgent(`victim-${kill}`, { url: proxy.url });
    const before = proxy.acknowledged.length;
    await eventually(async () => proxy.acknowledged.length > before + sites, "results of a full round");
    agent.kill("SIGKILL");
    await agent.exited;
  }
  await everyTargetRunsAgain(database.database);
  await holds(database.database, proxy);
});

test("replies lost after the commit are asked for again and count once", async () => {
  const before = proxy.lost;
  proxy.loseReplies(5);
  await eventually(async () => proxy.lost >= before + 5, "five lost replies");
  await eventually(
    async () => proxy.acknowledged.some((one) => one.disposition === "duplicate"),
    "the repeated results to be called duplicates",
  );
  await holds(database.database, proxy);
});

test("a server killed between commit and reply, again and again, loses nothing and counts nothing twice", async () => {
  for (let kill = 0; kill < 5; kill += 1) {
    const before = proxy.lost;
    proxy.loseReplies(1, async () => {
      server.kill("SIGKILL");
      await server.exited;
    });
    await eventually(async () => proxy.lost > before, "a reply to lose");
    server = await watching.startServer();
    const acknowledged = proxy.acknowledged.length;
    await eventually(async () => proxy.acknowledged.length > acknowledged, "results after the restart");
  }
  await everyTargetRunsAgain(database.database);
  await holds(database.database, proxy);
});

/** Every acknowledged run is stored exactly once, and no slot of a target twice. */
async function holds(db: Database, recorded: RecordingProxy): Promise<void> {
  const acknowledged = recorded.acknowledged.filter((one) => one.disposition === "accepted");
  const pairs = JSON.stringify(acknowledged.map((one) => ({ target_id: one.taskId, token: one.token })));
  const [counts] = await db.run(
    (sql) => sql<{ missing: number; doubled: number; slots: number }[]>`
      select
        (
          select count(*)::int
          from json_to_recordset(${pairs}::text::json) as told (target_id int, token bigint)
          where (
            select count(*) from result where result.target_id = told.target_id and result.token = told.token
          ) <> 1
        ) as missing,
        (select count(*)::int from (select from result group by target_id, token having count(*) > 1) twice) as doubled,
        (select count(*)::int from (select from result group by target_id, slot having count(*) > 1) twice) as slots`,
  );
  expect(acknowledged.length).toBeGreaterThan(sites);
  expect(counts).toEqual({ missing: 0, doubled: 0, slots: 0 });
  expect(new Set(acknowledged.map((one) => `${one.taskId} ${one.token}`)).size).toBe(acknowledged.length);
}

/** Waits until every target has a result newer than this moment: nothing is stuck in a dead agent's hands. */
async function everyTargetRunsAgain(db: Database): Promise<void> {
  const [now] = await db.run((sql) => sql<{ at: Date }[]>`select now() as at`);
  await eventually(async () => {
    const [row] = await db.run(
      (sql) => sql<{ n: number }[]>`
          select count(distinct target_id)::int as n from result where slot > ${now?.at ?? new Date()}`,
    );
    return row?.n === sites;
  }, "every target to run again");
}
