import { expect, test } from "bun:test";
import { insertHeartbeat } from "../../src/store/heartbeat.ts";
import { tellingConfig } from "../builders/telling-config.ts";
import { testDatabase } from "../harness/database.ts";
import { listNoticeKinds } from "../harness/incident-rows.ts";
import { startAfresh } from "../harness/queue.ts";
import { down, healthy, startTelling, type Telling } from "../harness/telling.ts";

const { database: db } = await testDatabase({ poolSize: 6, time: "slow" });

const minute = 60;
const canary = "https://a.example";

test.each([
  ["1m", 12],
  ["2m", 10],
  ["5m", 12],
])("with a canary looked at every %s and a heartbeat every 5m, an hour has %d calls", async (frequency, calls) => {
  await using telling = await startTelling({ db });
  await telling.apply(withHeartbeat(telling, { frequency, website: "canary: true" }));
  await telling.passToMiddle();
  const before = telling.http.deliveries.length;
  expect(before).toBeGreaterThan(0);
  await telling.pass(60 * minute);
  expect(telling.http.deliveries.length - before).toBe(calls);
});

test("a canary that fails and sites that are no canaries make no call; one that is back does", async () => {
  await using telling = await startTelling({ db });
  const other = "  - {domain: 'https://b.example', paths: [{path: /, checks: [{status-is: 200}]}]}";
  await telling.apply(`${withHeartbeat(telling, { website: "canary: true" })}${other}\n`);
  await telling.passToMiddle();
  telling.show(canary, down);
  await telling.pass(minute);
  const before = telling.http.deliveries.length;
  await telling.pass(30 * minute);
  expect(telling.http.deliveries).toHaveLength(before);
  telling.show(canary, healthy);
  await telling.pass(2 * minute);
  expect(telling.http.deliveries).toHaveLength(before + 1);
});

test("a heartbeat that is not taken is tried again, and the next has its distance from when it was", async () => {
  await using telling = await startTelling({ db });
  await telling.apply(withHeartbeat(telling, { website: "canary: true" }));
  telling.http.behave({ kind: "answer", status: 503 });
  await telling.pass(10 * minute);
  telling.http.behave({ kind: "answer", status: 200 });
  const refused = telling.http.deliveries.length;
  expect(refused).toBeGreaterThan(1);
  await telling.pass(4 * minute);
  expect(telling.http.deliveries).toHaveLength(refused + 1);
});

test.each([
  [269, []],
  [270, ["heartbeat"]],
  [271, ["heartbeat"]],
])("%d s after a heartbeat of every 300 s was taken the notices are %j", async (seconds, kinds) => {
  await startAfresh(db);
  await db.transaction(async (tx) => {
    await tx`
      insert into recipient (id, lane, last_sent_at)
      values ('heartbeat', 'heartbeat:heartbeat', now() - make_interval(secs => ${seconds}))`;
    await insertHeartbeat(tx, "heartbeat", 300_000);
  });
  expect(await listNoticeKinds(db)).toEqual([...kinds]);
});

test.each([
  ["waits", [], "waiting"],
  ["is on its way", [], "sealed"],
  ["was given up", ["heartbeat"], "dead"],
] as const)("when the last heartbeat %s the notices are %j", async (_, kinds, state) => {
  await startAfresh(db);
  await db.transaction(async (tx) => {
    await tx`
      insert into message (recipient, group_key, group_keys, state, events, not_before)
      values ('heartbeat', 'heartbeat', '{heartbeat}', ${state}, '{}', now())`;
    await insertHeartbeat(tx, "heartbeat", 300_000);
    await insertHeartbeat(tx, "heartbeat", 300_000);
  });
  expect(await listNoticeKinds(db)).toEqual([...kinds]);
});

function withHeartbeat(telling: Telling, over: Parameters<typeof tellingConfig>[1]): string {
  const sections = `notifications: {heartbeat: {url: "${telling.http.url}/beat", every: 5m}}`;
  return tellingConfig(telling, { ...over, sections });
}
