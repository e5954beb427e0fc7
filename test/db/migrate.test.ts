import { beforeEach, describe, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import type { Database } from "../../src/db/connect.ts";
import type { DatabaseAddress } from "../../src/db/database-address.ts";
import { migrate, schemaStatus } from "../../src/db/migrate.ts";
import type { Migration } from "../../src/db/migrations/list.ts";
import { connect, testDatabase } from "../harness/database.ts";

const steps: readonly Migration[] = [
  { version: 1, name: "0001_site", sql: "create table site (id int); insert into site values (1);" },
  { version: 2, name: "0002_target", sql: "create table target (id int);" },
  {
    version: 3,
    name: "0003_slow",
    sql: "create table slow (id int); select pg_sleep(0.2); insert into slow values (1);",
  },
];

const { database, address } = await testDatabase({ template: "empty" });

beforeEach(async () => {
  await database.run((sql) => sql.unsafe("drop schema public cascade; create schema public"));
});

test("an empty database gets every step in order, and a second run finds nothing to do", async () => {
  expect(await schemaStatus(database, steps)).toEqual({
    applied: [],
    pending: ["0001_site", "0002_target", "0003_slow"],
  });
  expect(await migrate(database, steps)).toEqual({ applied: ["0001_site", "0002_target", "0003_slow"] });
  expect(await migrate(database, steps)).toEqual({ applied: [] });
  expect((await schemaStatus(database, steps)).pending).toEqual([]);
});

test("ten processes that migrate at once apply each step once", async () => {
  const ten = Array.from({ length: 10 }, () => startMigrator(address));
  await Promise.all(ten.map((one) => one.exited));
  const outputs = await Promise.all(ten.map((one) => new Response(one.stdout).text()));
  expect(ten.map((one) => one.exitCode)).toEqual(ten.map(() => 0));
  expect(outputs.filter((output) => output !== "[]").length).toBe(1);
  const rows = await database.run((sql) => sql`select id from site`);
  expect(rows.length).toBe(1);
});

test("a run that is killed in the middle of a step is completed by the next", async () => {
  const killed = startMigrator(address);
  await untilSleeping(database);
  killed.kill("SIGKILL");
  await killed.exited;
  expect((await schemaStatus(database, steps)).applied).toEqual(["0001_site", "0002_target"]);
  expect(await migrate(database, steps)).toEqual({ applied: ["0003_slow"] });
  const rows = await database.run((sql) => sql`select id from slow`);
  expect(rows.length).toBe(1);
});

test("a step that fails leaves nothing of itself and keeps the steps before it", async () => {
  const broken = [
    ...steps.slice(0, 1),
    { version: 2, name: "0002_bad", sql: "create table half (id int); select 1/0;" },
  ];
  await expect(migrate(database, broken)).rejects.toThrow(
    "the database stays as it was before 0002_bad: division by zero (SQLSTATE 22012)",
  );
  expect((await schemaStatus(database, broken)).applied).toEqual(["0001_site"]);
  const [row] = await database.run((sql) => sql`select to_regclass('half') as half`);
  expect(row?.half).toBeNull();
});

test("a user who may not make tables is told what to grant", async () => {
  const meek = `meek_${randomBytes(4).toString("hex")}`;
  await database.run((sql) =>
    sql.unsafe(`create role ${meek} login password 'x'; grant usage on schema public to ${meek}`),
  );
  try {
    await using theirs = await connect({ ...address, user: meek, password: "x" });
    await expect(migrate(theirs)).rejects.toThrow(
      "the database stays as it was before schema_migration: permission denied for schema public (SQLSTATE 42501); let the user of general.db.url make tables: grant create on schema public to that user",
    );
  } finally {
    await database.run((sql) => sql.unsafe(`drop owned by ${meek}; drop role ${meek}`));
  }
});

describe("a database of a newer Argos", () => {
  const older = steps.slice(0, 2);

  test.each([
    ["migrate", migrate],
    ["schemaStatus", schemaStatus],
  ] as const)("is refused by %s with both versions and what to do", async (_, attempt) => {
    await migrate(database, steps);
    const thrown = await attempt(database, older).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: "schema-too-new" });
    expect(String(thrown)).toContain("version 3 (0003_slow)");
    expect(String(thrown)).toContain("knows versions up to 2");
    expect(String(thrown)).toContain("run the newer Argos");
  });
});

test("a migration that was edited after it was applied is refused", async () => {
  await migrate(database, steps);
  const edited = steps.map((step) => (step.version === 2 ? { ...step, sql: "create table other (id int);" } : step));
  expect(migrate(database, edited)).rejects.toThrow("0002_target");
});

function startMigrator(to: DatabaseAddress) {
  const program = new URL("../harness/migrator.ts", import.meta.url).pathname;
  return Bun.spawn([process.execPath, program, JSON.stringify({ address: to, steps })], { stderr: "inherit" });
}

/** Until some session is inside of `pg_sleep`. */
async function untilSleeping(watcher: Database): Promise<void> {
  for (let attempt = 0; attempt < 10_000; attempt += 1) {
    const rows = await watcher.run(
      (sql) => sql`
        select from pg_stat_activity
        where datname = current_database() and wait_event = 'PgSleep'`,
    );
    if (rows.length > 0) return;
  }
  throw new Error("nobody migrated");
}
