import { beforeEach, describe, expect, test } from "bun:test";
import { createPasswords } from "../../src/server/auth/passwords.ts";
import { disableUser, type PeopleDeps, removeUser, replacePassword } from "../../src/server/auth/people.ts";
import type { UserRow } from "../../src/store/users.ts";
import { aPassword, storeUser } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { mainOf, textOf } from "../harness/markup.ts";
import { openServer, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none" });
const server = openServer(database);

beforeEach(async () => {
  await emptyTables(database, "argos_user", "session", "login_attempt", "audit");
});

async function deeds(): Promise<string[]> {
  const rows = await database.run(
    (sql) => sql<{ line: string }[]>`
      select concat_ws(' ', actor, action, subject, address) as line
      from audit
      order by id`,
  );
  return rows.map((row) => row.line);
}

describe("a login", () => {
  test.each([
    ["/sites?search=a", "/sites?search=a"],
    ["", "/"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["/%09/evil.example", "/"],
    ["https://evil.example", "/"],
  ])("that wanted to go to %j goes to %s", async (next, location) => {
    await storeUser(database);
    const answer = await visitor(server).logIn("alice", aPassword, { next });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, location]);
  });

  test("below a folder goes to the folder's page", async () => {
    await storeUser(database);
    const answer = await visitor(openServer(database, { settings: { rootPath: "/argos" } })).logIn("alice", aPassword, {
      next: "/sites",
    });
    expect(answer.headers.get("location")).toBe("/argos/sites");
    expect(answer.headers.get("set-cookie")).toContain("Path=/;");
  });

  test("takes a name whatever its case, and is written down", async () => {
    await storeUser(database, { name: "Alice" });
    const browser = visitor(server, "192.0.2.1");
    await browser.logIn("aLICE", aPassword);
    expect(textOf((await browser.ask("/account")).text)).toContain("Alice");
    expect(await deeds()).toEqual(["cli:test user.add user:Alice", "user:Alice login user:Alice 192.0.2.1"]);
  });

  test("asks whoever has none on the way to a page, and leads there", async () => {
    await storeUser(database);
    const browser = visitor(server);
    const asked = await browser.ask("/sites?search=a&severity=ok");
    expect(asked.status).toBe(303);
    const location = asked.headers.get("location") ?? "";
    expect(location).toBe("/login?next=%2Fsites%3Fsearch%3Da%26severity%3Dok");
    const form = (await browser.ask(location)).text;
    expect(form).toContain('name="next" value="/sites?search=a&amp;severity=ok"');
    expect((await browser.ask("/api/v1/sites")).status).toBe(401);
    expect((await browser.ask("/sites", { headers: { accept: "application/json" } })).status).toBe(401);
  });

  test("gives a reader a page that says so where only administrators may go", async () => {
    await storeUser(database, { name: "rita", role: "reader" });
    const browser = visitor(server);
    await browser.logIn("rita", aPassword);
    const answer = await browser.ask("/audit");
    expect(answer.status).toBe(403);
    expect(textOf(answer.text)).toContain("only administrators may see or do this");
  });

  test.each([
    [
      { publicUrl: "https://argos.example.org" },
      /^__Host-argos=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax; Secure$/,
    ],
    [{ publicUrl: "http://argos.example.org" }, /^argos=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/],
    [{ publicUrl: undefined }, /^argos=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/],
  ])("at %j sets a cookie as safe as that allows", async (settings, cookie) => {
    await storeUser(database);
    const answer = await visitor(openServer(database, { settings })).logIn("alice", aPassword);
    expect(answer.headers.get("set-cookie") ?? "").toMatch(cookie);
  });

  test("a header that claims TLS changes nothing", async () => {
    await storeUser(database);
    const answer = await visitor(server).ask("/login", {
      method: "POST",
      headers: { "x-forwarded-proto": "https" },
      fields: { name: "alice", password: aPassword },
    });
    expect(answer.headers.get("set-cookie")).toStartWith("argos=");
  });

  test.each([
    [undefined, "yes", 604_800],
    [30 * 86_400_000, "yes", 2_592_000],
    [30 * 86_400_000, "", 604_800],
  ])("with %p to be remembered for, and %j ticked, lasts %d s", async (rememberMeMs, remember, seconds) => {
    await storeUser(database);
    const browser = visitor(openServer(database, { settings: { rememberMeMs } }));
    expect((await browser.ask("/login")).text.includes('name="remember"')).toBe(rememberMeMs !== undefined);
    const answer = await browser.logIn("alice", aPassword, { remember });
    expect(answer.headers.get("set-cookie")).toContain(`Max-Age=${seconds};`);
  });

  test("renews a hash that was made with other parameters", async () => {
    const { id } = await storeUser(database);
    const aged = await Bun.password.hash(aPassword, { algorithm: "argon2id", memoryCost: 8192, timeCost: 2 });
    await database.run((sql) => sql`update argos_user set password_hash = ${aged} where id = ${id}`);
    expect((await visitor(server).logIn("alice", aPassword)).status).toBe(303);
    const [row] = await database.run((sql) => sql<{ hash: string }[]>`select password_hash as hash from argos_user`);
    expect(row?.hash).toStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
    expect((await visitor(server).logIn("alice", aPassword)).status).toBe(303);
  });

  test("takes no role from a form", async () => {
    await storeUser(database, { name: "rita", role: "reader" });
    const browser = visitor(server);
    await browser.logIn("rita", aPassword, { role: "administrator", userId: "1", origin: "ldap", __proto__: "x" });
    expect((await browser.ask("/audit")).status).toBe(403);
  });
});

test("a wrong password, an unknown name and a disabled person get the same answer after the same work", async () => {
  await storeUser(database);
  await disableUser({ db: database, actor: "cli:test" }, await storeUser(database, { name: "bob" }));
  const hashes: string[] = [];
  const passwords = createPasswords({
    hash: Bun.password.hash,
    async verify(password, hash) {
      hashes.push(String(hash).slice(0, 30));
      return await Bun.password.verify(password, hash);
    },
  });
  const watched = openServer(database, { passwords });
  const tries = [
    ["alice", "not the password"],
    ["nobody", aPassword],
    ["bob", aPassword],
    ["bob", "not the password"],
  ] as const;
  const answers = await Promise.all(
    tries.map(async ([name, password]) => {
      const { status, text, headers } = await visitor(watched).logIn(name, password);
      const shown = mainOf(text)
        .replaceAll(`value="${name}"`, "")
        .replace(/<footer>.*/, "");
      return JSON.stringify([status, shown, [...headers].filter(([key]) => key !== "date")]);
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain("do not belong together");
  expect(answers[0]).toContain("403");
  expect(new Set(hashes)).toEqual(new Set(["$argon2id$v=19$m=19456,t=2,p=1"]));
  expect(hashes).toHaveLength(4);
});

test.each([
  ["disabled", disableUser],
  ["given another password", (people: PeopleDeps, user: UserRow) => replacePassword(people, user, "$argon2id$other")],
  ["removed", removeUser],
] as const)("a person who is %s while the password is compared is not let in", async (_, change) => {
  const alice = await storeUser(database);
  const passwords = createPasswords({
    hash: Bun.password.hash,
    async verify(password, hash) {
      const isRight = await Bun.password.verify(password, hash);
      await change({ db: database, actor: "cli:test" }, alice);
      return isRight;
    },
  });
  const answer = await visitor(openServer(database, { passwords })).logIn("alice", aPassword);
  expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null]);
  expect(await database.run((sql) => sql`select from session`)).toHaveLength(0);
});

test("a name that nobody has is not written down", async () => {
  await storeUser(database);
  const browser = visitor(server, "192.0.2.1");
  await browser.logIn("hunter2-typed-into-the-wrong-field", "x");
  await browser.logIn("alice", "x");
  expect((await deeds()).slice(1)).toEqual([
    "nobody login.failed user:? 192.0.2.1",
    "nobody login.failed user:alice 192.0.2.1",
  ]);
});
