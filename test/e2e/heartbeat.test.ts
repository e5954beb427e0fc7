import { afterAll, expect, test } from "bun:test";
import { startHealthyFarm } from "../farm/healthy-farm.ts";
import { type ArgosProcess, eventually } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { listIncidentRows } from "../harness/incident-rows.ts";
import { startWatching } from "../harness/watching.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());

/** When the heartbeat was called, on the clock of this process, in milliseconds. */
const beats: number[] = [];
const heart = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch() {
    beats.push(performance.now());
    return new Response("OK");
  },
});
held.defer(() => heart.stop(true));

const { database, address } = await testDatabase();
const farm = held.use(await startHealthyFarm({ record: false }));
const watching = await startWatching({
  test: { database, address },
  general: "  frequency: 1s\n  timeout: 1s",
  notifications: `  heartbeat: {url: "http://127.0.0.1:${heart.port}/beat", every: 10s}`,
  probe: `  resolve: {"*.farm.test": 127.0.0.1}`,
  websites: ["canary", "other"]
    .map((name) => {
      const site = `domain: "http://${name}.farm.test:${farm.httpPort}", canary: ${name === "canary"}`;
      return `  - {${site}, paths: [{path: /, checks: [{status-is: 301}]}]}`;
    })
    .join("\n"),
  agents: [],
});
let agent: ArgosProcess = watching.startAgent("paris");

test("the heartbeat is called at most every ten seconds while a canary goes all the way through, whose results are many more", async () => {
  await eventually(async () => beats.length >= 3, "three calls");
  const gaps = beats.slice(1).map((at, index) => at - (beats[index] ?? at));
  // A call is due nine tenths of the time after the last was taken.
  expect(Math.min(...gaps)).toBeGreaterThan(8990);
  expect(await countResults("canary")).toBeGreaterThan(beats.length);
});

test("it is not called while the canary fails, whatever others do, and again when the canary is back", async () => {
  farm.set("canary.farm.test", { status: 503 });
  await eventually(async () => isDown("canary"), "the failure to be seen");
  await beOverdue();
  const before = { beats: beats.length, others: await countResults("other") };
  await eventually(async () => (await countResults("other")) > before.others + 5, "results of another site");
  expect(beats).toHaveLength(before.beats);
  farm.set("canary.farm.test", undefined);
  await eventually(async () => beats.length > before.beats, "a call after the canary is back");
});

test("it is not called while no agent is at work, and again when one is", async () => {
  await agent[Symbol.asyncDispose]();
  await beOverdue();
  const before = beats.length;
  for (let turn = 0; turn < 5; turn += 1) await seeDutyDone();
  expect(beats).toHaveLength(before);
  agent = watching.startAgent("paris");
  await eventually(async () => beats.length > before, "a call after the agent is back");
});

/** Waits until no call is on its way, and makes the next overdue. */
async function beOverdue(): Promise<void> {
  await eventually(async () => {
    const onTheWay = await database.run(
      (sql) => sql`
        select from notice where kind = 'heartbeat'
        union all
        select from message where recipient = 'heartbeat'`,
    );
    return onTheWay.length === 0;
  }, "what is on its way to be taken");
  await database.run(
    (sql) => sql`update recipient set last_sent_at = now() - interval '1 hour' where id = 'heartbeat'`,
  );
}

/** Has the server do one of its duties and sees it done: it lives, and its dispatcher looks twice as often. */
async function seeDutyDone(): Promise<void> {
  await database.run((sql) => sql`update duty set visible_at = now(), completed_at = null where name = 'counts'`);
  await eventually(async () => {
    const done = await database.run((sql) => sql`select from duty where name = 'counts' and completed_at is not null`);
    return done.length === 1;
  }, "a duty to be done");
}

async function isDown(name: string): Promise<boolean> {
  const incidents = await listIncidentRows(database);
  return incidents.some(({ domain, closedAt }) => domain.includes(name) && closedAt === null);
}

async function countResults(name: string): Promise<number> {
  const [row] = await database.run(
    (sql) => sql<{ n: number }[]>`
      select count(*)::int as n
      from result
      join target on target.id = result.target_id
      where target.spec ->> 'url' like ${`%${name}%`}`,
  );
  return row?.n ?? 0;
}
