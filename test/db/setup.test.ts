import { beforeEach, expect, test } from "bun:test";
import { ensureSetupKey } from "../../src/server/auth/first-user.ts";
import { listUsers } from "../../src/store/users.ts";
import { aPassword, storeUser } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { openServer, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none" });
const server = openServer(database);

beforeEach(async () => {
  await emptyTables(database, "argos_user", "session", "login_attempt", "audit", "shared_secret");
});

const users = async () => (await database.run((sql) => listUsers(sql, 10))).map(({ name, role }) => `${name} ${role}`);

async function key(): Promise<string> {
  return (await ensureSetupKey(database)) ?? "";
}

function fieldsOf(setupKey: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { key: setupKey, name: "root", fresh: aPassword, again: aPassword, ...more };
}

const make = (fields: Record<string, string>, headers = {}) =>
  visitor(server, "192.0.2.1").ask("/setup", { method: "POST", fields, headers });

test("the key is the same for every server, and there is none once there is a user", async () => {
  const [one, other] = await Promise.all([key(), key()]);
  expect(one).toMatch(/^[\w-]{43}$/);
  expect(other).toBe(one);
  await storeUser(database);
  expect(await ensureSetupKey(database)).toBeUndefined();
  expect(await database.run((sql) => sql`select from shared_secret`)).toHaveLength(0);
});

test("the link makes the first administrator, who is logged in at once; then there is no such page", async () => {
  const setupKey = await key();
  const browser = visitor(server, "192.0.2.1");
  expect((await browser.ask(`/setup?key=${setupKey}`)).text).toContain("The first administrator");
  const made = await browser.ask("/setup", { method: "POST", fields: fieldsOf(setupKey, { role: "reader" }) });
  expect([made.status, made.headers.get("location")]).toEqual([303, "/"]);
  expect((await browser.ask("/audit")).status).toBe(200);
  expect(await users()).toEqual(["root administrator"]);
  expect((await browser.ask(`/setup?key=${setupKey}`)).status).toBe(404);
  expect((await make(fieldsOf(setupKey, { name: "second" }))).status).toBe(404);
  expect(await users()).toEqual(["root administrator"]);
});

test.each(["", "x", "x".repeat(43)])("without the key, with %j, there is no such page", async (wrong) => {
  await key();
  expect((await visitor(server).ask(`/setup?key=${wrong}`)).status).toBe(404);
  expect((await make(fieldsOf(wrong))).status).toBe(404);
  expect(await users()).toEqual([]);
});

test("while no server has made a key, none is right", async () => {
  expect((await visitor(server).ask("/setup?key=")).status).toBe(404);
  expect((await make(fieldsOf(""))).status).toBe(404);
});

test.each([
  [{ name: " " }, "Say a name"],
  [{ fresh: "elevenchars", again: "elevenchars" }, "too short"],
  [{ again: "another password" }, "not the same"],
])("with %j nothing is made, and the page says %s", async (more, said) => {
  const answer = await make(fieldsOf(await key(), more));
  expect(answer.status).toBe(422);
  expect(answer.text).toContain(said);
  expect(await users()).toEqual([]);
});

test("from elsewhere nothing is made", async () => {
  expect((await make(fieldsOf(await key()), { origin: "https://evil.example" })).status).toBe(403);
  expect(await users()).toEqual([]);
});

test("of many at once one is made", async () => {
  const setupKey = await key();
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => make(fieldsOf(setupKey, { name: `root${n}` }))),
  );
  expect(answers.filter((one) => one.status === 303)).toHaveLength(1);
  expect(await users()).toHaveLength(1);
});
