import { beforeEach, expect, test } from "bun:test";
import { loggerOf } from "../../src/base/log.ts";
import type { Database } from "../../src/db/connect.ts";
import { completeDuty, enrollDuties, leaseDuty } from "../../src/queue/duty.ts";
import { startDuties } from "../../src/server/duties/duty.ts";
import { aDuty } from "../builders/duty.ts";
import { testDatabase } from "../harness/database.ts";
import { passTime, startAfresh } from "../harness/queue.ts";
import { until } from "../harness/until.ts";

const { database } = await testDatabase({ poolSize: 6, time: "slow" });
const log = loggerOf("test");

beforeEach(() => startAfresh(database));

test("one of three servers does a duty that is due", async () => {
  const runs: string[] = [];
  await using servers = new AsyncDisposableStack();
  for (const server of ["a", "b", "c"]) {
    const run = async () => void runs.push(server);
    servers.use(await startDuties({ db: database, duties: [aDuty({ run })], server, log }));
  }
  const done = await until(async () => ((await dutyRow()).completedAt === null ? undefined : await dutyRow()));
  await servers.disposeAsync();
  expect(runs).toHaveLength(1);
  expect(done).toMatchObject({ leasedBy: null, lastError: null, token: 1 });
  expect(done.dueInSeconds).toBeGreaterThan(3590);
  expect(done.dueInSeconds).toBeLessThanOrEqual(3600);
});

test.each([
  [3600, 30],
  [10, 10],
])("a duty every %d s that failed is due again in %d s, with its error", async (everySeconds, retrySeconds) => {
  const run = async () => {
    throw new Error("no space left on device");
  };
  const failing = await startDuties({ db: database, duties: [aDuty({ everySeconds, run })], server: "a", log });
  const failed = await until(async () => ((await dutyRow()).lastError === null ? undefined : await dutyRow()));
  await failing[Symbol.asyncDispose]();
  expect(failed.lastError).toBe("no space left on device");
  expect(failed.dueInSeconds).toBeLessThanOrEqual(retrySeconds);
  expect(failed.dueInSeconds).toBeGreaterThan(retrySeconds - 9);
  await passTime(database, 30);
  await using _mended = await startDuties({ db: database, duties: [aDuty()], server: "a", log });
  const mended = await until(async () => ((await dutyRow()).lastError === null ? await dutyRow() : undefined));
  expect(mended.token).toBe(2);
});

test("a duty whose server was lost is another's after two minutes, and the late end of the first changes nothing", async () => {
  await database.run((sql) => enrollDuties(sql, ["sweep"]));
  const order = { names: ["sweep"], leaseSeconds: 120 };
  const first = await leaseBy("a");
  await passTime(database, 119);
  expect(await leaseBy("b")).toBeUndefined();
  await passTime(database, 1);
  const second = await leaseBy("b");
  expect(second?.token).toBe((first?.token ?? 0) + 1);
  if (first === undefined || second === undefined) throw new Error("no lease");
  await database.run((sql) => completeDuty(sql, first, { afterSeconds: 0, error: "late" }));
  expect(await dutyRow()).toMatchObject({ leasedBy: "b", lastError: null, completedAt: null });
  await database.run((sql) => completeDuty(sql, second, { afterSeconds: 60, error: null }));
  expect(await dutyRow()).toMatchObject({ leasedBy: null, lastError: null });

  async function leaseBy(server: string) {
    return await database.run((sql) => leaseDuty(sql, { ...order, server }));
  }
});

test("duties are done one after another, the longest overdue first, until none is due", async () => {
  const order: string[] = [];
  const duty = (name: string) => aDuty({ name, run: async () => void order.push(name) });
  await database.run((sql) => enrollDuties(sql, ["b", "c", "a"]));
  await database.run((sql) => sql`update duty set visible_at = now() - make_interval(secs => ascii(name) % 3)`);
  await using _server = await startDuties({ db: database, duties: ["a", "b", "c"].map(duty), server: "a", log });
  await until(async () => (order.length === 3 ? order : await pulse(database)));
  expect(order).toEqual(["b", "a", "c"]);
});

test("a server leaves duties alone that it does not know", async () => {
  await database.run((sql) => enrollDuties(sql, ["of-a-newer-version"]));
  const done = Promise.withResolvers<void>();
  const run = async () => done.resolve();
  await using _server = await startDuties({ db: database, duties: [aDuty({ run })], server: "a", log });
  await done.promise;
  const [row] = await database.run((sql) => sql`select token from duty where name = 'of-a-newer-version'`);
  expect(row?.token).toBe(0);
});

test("stopping waits for the duty under way and begins no other", async () => {
  const begun = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  const runs: string[] = [];
  const run = async () => {
    runs.push("begun");
    begun.resolve();
    await free.promise;
  };
  const server = await startDuties({ db: database, duties: [aDuty({ run, everySeconds: 0 })], server: "a", log });
  await begun.promise;
  const stopped = server[Symbol.asyncDispose]();
  free.resolve();
  await stopped;
  expect(runs).toEqual(["begun"]);
  expect((await dutyRow()).leasedBy).toBeNull();
});

async function dutyRow() {
  const [row] = await database.run(
    (sql) => sql<
      {
        token: number;
        leasedBy: string | null;
        lastError: string | null;
        completedAt: Date | null;
        dueInSeconds: number;
      }[]
    >`
      select
        token, leased_by as "leasedBy", last_error as "lastError", completed_at as "completedAt",
        extract(epoch from visible_at - now())::double precision as "dueInSeconds"
      from duty
      where name = 'sweep'`,
  );
  if (row === undefined) throw new Error("the duty is not enrolled");
  return row;
}

/** Lets others work for the time of a query. */
async function pulse(db: Database): Promise<undefined> {
  await db.run((sql) => sql`select`);
}
