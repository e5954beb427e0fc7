import { describe, expect, test } from "bun:test";
import { ArgosError } from "../../src/base/error.ts";
import { loggerOf } from "../../src/base/log.ts";
import { connectDatabase } from "../../src/db/connect.ts";
import { connect, testDatabase } from "../harness/database.ts";
import { startDatabaseProxy } from "../harness/proxy.ts";

const { database, address } = await testDatabase();

describe("values", () => {
  test("bigint comes back as a number, instants as Date, json parsed, arrays as arrays", async () => {
    const [row] = await database.run(
      (sql) => sql`
        select
          9007199254740991::int8 as big,
          count(*) as count,
          timestamptz '2026-01-02 03:04:05+01' as at,
          '{"a": [1]}'::jsonb as json,
          array[1, 2]::int8[] as numbers
        from generate_series(1, 3)`,
    );
    expect(row).toEqual({
      big: 9007199254740991,
      count: 3,
      at: new Date("2026-01-02T02:04:05Z"),
      json: { a: [1] },
      numbers: [1, 2],
    });
  });

  test("a bigint beyond 2^53 fails its query and not the next one", async () => {
    expect(database.run((sql) => sql`select 9007199254740992::int8`)).rejects.toThrow("too large");
    expect(await database.run(async (sql) => (await sql`select 1::int8 as one`)[0]?.one)).toBe(1);
  });

  test("numbers, dates and json go as parameters", async () => {
    const at = new Date("2026-01-02T03:04:05Z");
    const [row] = await database.run(
      (sql) => sql`select ${7}::int8 as number, ${at}::timestamptz as at, ${sql.json({ b: "é" })}::jsonb as json`,
    );
    expect(row).toEqual({ number: 7, at, json: { b: "é" } });
  });

  test("sessions are in UTC, named, and end what is left idle in a transaction", async () => {
    await using usual = await connect(address, { deadlineMs: 5000 });
    const [row] = await usual.run(
      (sql) => sql`
        select
          current_setting('timezone') as timezone,
          current_setting('application_name') as name,
          current_setting('statement_timeout') as statement,
          current_setting('idle_in_transaction_session_timeout') as idle`,
    );
    expect(row).toEqual({ timezone: "UTC", name: "argos test", statement: "4500ms", idle: "10s" });
  });
});

describe("transactions", () => {
  test("what was written is rolled back when the work rejects", async () => {
    await database.run((sql) => sql`create table kept (id int)`);
    const failing = database.transaction(async (tx) => {
      await tx`insert into kept values (1)`;
      throw new Error("changed my mind");
    });
    expect(failing).rejects.toThrow("changed my mind");
    await failing.catch(() => undefined);
    expect(await database.transaction(async (tx) => (await tx`select from kept`).length)).toBe(0);
  });

  test("a query after the end of its transaction is refused, and does not run on the connection of others", async () => {
    await database.run((sql) => sql`create table late (id int)`);
    const leaked = await database.transaction(async (tx) => ({ tx }));
    expect(leaked.tx`insert into late values (1)`.execute()).rejects.toThrow("has ended");
    expect(await database.run(async (sql) => (await sql`select from late`).length)).toBe(0);
  });

  test("one that is late is rolled back, even when its work goes on", async () => {
    await database.run((sql) => sql`create table slow (id int)`);
    const later = Promise.withResolvers<void>();
    const attempts: Promise<unknown>[] = [];
    const slow = database.transaction(
      async (tx) => {
        await tx`insert into slow values (1)`;
        await later.promise;
        attempts.push(tx`insert into slow values (2)`.execute().catch((thrown: unknown) => thrown));
      },
      { deadlineMs: 100 },
    );
    expect(await slow.catch((thrown: unknown) => thrown)).toMatchObject({ code: "database" });
    later.resolve();
    expect(await database.run(async (sql) => (await sql`select from slow`).length)).toBe(0);
  });

  test("a longer deadline lets a statement run longer than the session's limit", async () => {
    await using hasty = await connect(address, { deadlineMs: 2000 });
    const nap = hasty.transaction((tx) => tx`select pg_sleep(1.9)`, { deadlineMs: 60_000 });
    expect((await nap).length).toBe(1);
  });
});

/** For queries that get no answer: what is to get one has the time of the database, since a machine may be busy. */
const inVain = { deadlineMs: 800 };

describe("a server that falls silent", () => {
  test("each query ends by its deadline, and the third in a row has the pool rebuilt", async () => {
    await using proxy = await startDatabaseProxy(address);
    await using through = await connect(proxy.address, { poolSize: 2 });
    proxy.silence();
    for (let turn = 0; turn < 3; turn += 1) {
      const thrown = await through.run((sql) => sql`select 1`, inVain).catch((error: unknown) => error);
      expect(thrown).toMatchObject({ code: "database" });
      expect(String(thrown)).toContain("gave no answer in 800 ms");
    }
    proxy.heal();
    expect((await through.run((sql) => sql`select 1 as one`))[0]?.one).toBe(1);
  });

  test("two missed deadlines keep the pool, whose connections are then silent still", async () => {
    await using proxy = await startDatabaseProxy(address);
    await using through = await connect(proxy.address, { poolSize: 1 });
    const before = proxy.taken;
    proxy.silence();
    for (let turn = 0; turn < 2; turn += 1) await through.run((sql) => sql`select 1`, inVain).catch(() => undefined);
    proxy.heal();
    expect(proxy.taken).toBe(before);
    expect(through.run((sql) => sql`select 1`, inVain)).rejects.toThrow("gave no answer");
  });

  test("fifty queries at once all end, queries and transactions alike", async () => {
    await using proxy = await startDatabaseProxy(address);
    await using through = await connect(proxy.address, { poolSize: 4 });
    proxy.silence();
    const fifty = Array.from({ length: 50 }, (_, index) =>
      index % 2 ? through.run((sql) => sql`select 1`, inVain) : through.transaction((tx) => tx`select 1`, inVain),
    );
    const ends = await Promise.allSettled(fifty);
    expect(ends.every(({ status }) => status === "rejected")).toBe(true);
    proxy.heal();
    expect((await through.run((sql) => sql`select 1 as one`))[0]?.one).toBe(1);
  });
});

test("connections that are cut under load reject what they carried, and the next queries find new ones", async () => {
  await using proxy = await startDatabaseProxy(address);
  await using through = await connect(proxy.address, { poolSize: 4 });
  for (let round = 0; round < 20; round += 1) {
    const work = Array.from({ length: 40 }, (_, index) =>
      index % 2
        ? through.run((sql) => sql`select ${index}::int as id`)
        : through.transaction(async (tx) => {
            await tx`select ${index}::int as id`;
            return await tx`select 2`;
          }),
    );
    await Promise.race(work.map((one) => one.catch(() => undefined)));
    proxy.cut();
    for (const end of await Promise.allSettled(work)) {
      if (end.status === "rejected") expect(end.reason).toBeInstanceOf(ArgosError);
    }
  }
  expect((await through.run((sql) => sql`select 1 as one`))[0]?.one).toBe(1);
});

describe("a server that cannot be reached is named without the password", () => {
  const log = loggerOf("test");
  const failing = (url: string) =>
    connectDatabase({ address: url, poolSize: 1, applicationName: "argos test", log, deadlineMs: 4000 }).catch(
      (thrown: unknown) => thrown,
    );

  test("nothing listens", async () => {
    const thrown = await failing("postgresql://eve:s3cret@127.0.0.1:1/argos");
    expect(thrown).toMatchObject({ code: "database" });
    expect(String(thrown)).toContain('cannot reach PostgreSQL at 127.0.0.1:1 (database "argos") as user "eve"');
    expect(String(thrown)).toContain("nothing listens there");
    expect(String(thrown)).not.toContain("s3cret");
  });

  test("no such socket", async () => {
    const thrown = await failing("postgresql:///argos?host=/nonexistent");
    expect(String(thrown)).toContain("there is no socket there");
  });

  test("no such host", async () => {
    const thrown = await failing("postgresql://eve:s3cret@no-such-host.invalid/argos");
    expect(thrown).toMatchObject({ code: "database" });
    expect(String(thrown)).toContain("no-such-host.invalid:5432");
    expect(String(thrown)).not.toContain("s3cret");
  });

  test("no such database", async () => {
    const thrown = await connect({ ...address, database: "nowhere" }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: "database" });
    expect(String(thrown)).toContain("the database does not exist");
  });
});

test("an error of SQL stays the driver's, with its code", async () => {
  const thrown = await database.run((sql) => sql`select from nowhere`).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: "42P01" });
  expect(thrown).not.toBeInstanceOf(ArgosError);
});
