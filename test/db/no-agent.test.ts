import { beforeEach, expect, test } from "bun:test";
import { loggerOf } from "../../src/base/log.ts";
import type { Duty } from "../../src/server/duties/duty.ts";
import { noAgentDuty } from "../../src/server/duties/no-agent.ts";
import { manySites } from "../builders/configuration.ts";
import { testDatabase } from "../harness/database.ts";
import { type HeldClock, heldClock } from "../harness/held-clock.ts";
import { listNotices } from "../harness/incident-rows.ts";
import { enlist, passTime, startAfresh, watch } from "../harness/queue.ts";

const { database } = await testDatabase({ time: "slow" });

beforeEach(() => startAfresh(database));

test.each([
  [295, []],
  [300, ["agents opened"]],
])("%d s after the only agent was heard of the notices are %j", async (seconds, notices) => {
  await watch(database, manySites(1));
  await enlist(database, "paris");
  await passTime(database, seconds);
  await olderServer().run(database);
  expect(await listNotices(database)).toEqual(notices);
});

test.each([
  [295, []],
  [300, ["agents opened"]],
])(
  "%d s after the first configuration, when there never was an agent, the notices are %j",
  async (seconds, notices) => {
    await watch(database, manySites(1));
    await passTime(database, seconds);
    await watch(database, manySites(2));
    await olderServer().run(database);
    expect(await listNotices(database)).toEqual(notices);
  },
);

test("before the first configuration nothing is told", async () => {
  await olderServer().run(database);
  expect(await listNotices(database)).toEqual([]);
});

test.each([
  [295, []],
  [300, ["agents opened"]],
])("%d s after the only agent was isolated the notices are %j", async (seconds, notices) => {
  await watch(database, manySites(1));
  await enlist(database, "paris");
  await passTime(database, 3600);
  await database.run((sql) => sql`update agent set isolated_at = now()`);
  await passTime(database, seconds);
  await enlist(database, "paris");
  await olderServer().run(database);
  expect(await listNotices(database)).toEqual(notices);
});

test("an agent that is believed is enough, whatever became of the others", async () => {
  await watch(database, manySites(1));
  for (const name of ["paris", "lyon"]) await enlist(database, name);
  await database.run((sql) => sql`update agent set isolated_at = now() where name = 'lyon'`);
  await passTime(database, 3600);
  await enlist(database, "paris");
  await olderServer().run(database);
  expect(await listNotices(database)).toEqual([]);
});

test("servers that look again and again tell once when there is no agent and once when one is back", async () => {
  await watch(database, manySites(1));
  await passTime(database, 300);
  const servers = [olderServer(), olderServer(), olderServer()];
  for (const server of [...servers, ...servers]) await server.run(database);
  await enlist(database, "paris");
  for (const server of [...servers, ...servers]) await server.run(database);
  expect(await listNotices(database)).toEqual(["agents opened", "agents recovered"]);
  const rows = await database.run((sql) => sql`select kind, open_incidents as open, closed_at from cause`);
  expect(rows).toMatchObject([{ kind: "agents", open: 0, closed_at: expect.any(Date) }]);
});

test.each([
  [89_999, []],
  [90_000, ["agents opened"]],
])("%d ms after a server started, when all had been down, the notices are %j", async (ms, notices) => {
  await watch(database, manySites(1));
  await passTime(database, 3600);
  const clock = heldClock();
  const duty = server(clock);
  clock.ms += ms;
  await duty.run(database);
  expect(await listNotices(database)).toEqual(notices);
});

function server(clock: HeldClock): Duty {
  return noAgentDuty({ agentSilenceMs: 300_000, clock, log: loggerOf("test") });
}

/** The duty of a server that started long ago. */
function olderServer(): Duty {
  const clock = heldClock();
  const duty = server(clock);
  clock.ms += 3_600_000;
  return duty;
}
