import { beforeEach, describe, expect, test } from "bun:test";
import { changeRole, disableUser, removeUser, replacePassword } from "../../src/server/auth/people.ts";
import { deleteOldSessions, listSessions } from "../../src/store/sessions.ts";
import type { UserRow } from "../../src/store/users.ts";
import { aPassword, storeUser } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { heldClock } from "../harness/held-clock.ts";
import { openServer, type Visitor, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none", time: "slow" });
const people = { db: database, actor: "cli:test" };

beforeEach(async () => {
  await emptyTables(database, "argos_user", "session", "login_attempt", "audit");
});

/** Lets time pass for sessions. */
async function passSeconds(seconds: number): Promise<void> {
  await database.run(
    (sql) => sql`
      update session
      set created_at = created_at - make_interval(secs => ${seconds}),
          seen_at = seen_at - make_interval(secs => ${seconds}),
          expires_at = expires_at - make_interval(secs => ${seconds}),
          ends_at = ends_at - make_interval(secs => ${seconds})`,
  );
}

async function isIn(browser: Visitor, server = openServer(database)): Promise<boolean> {
  return (await browser.ask("/account", { server })).status === 200;
}

async function loggedIn(server = openServer(database), name = "alice"): Promise<Visitor> {
  const browser = visitor(server);
  await browser.logIn(name, aPassword);
  return browser;
}

/** Another browser with the same cookies. */
function copyOf(browser: Visitor, server = openServer(database)): Visitor {
  return Object.assign(visitor(server), { cookies: browser.cookies });
}

describe("an old cookie is dead within a second, on a server that has just seen it", () => {
  const endings: readonly (readonly [string, (user: UserRow, browser: Visitor) => Promise<unknown>])[] = [
    ["logging out", (_, browser) => browser.send("/logout", {})],
    [
      "changing one's password elsewhere",
      async () => {
        const elsewhere = await loggedIn();
        const fresh = "another long password";
        const answer = await elsewhere.send("/account/password", { password: aPassword, fresh, again: fresh });
        expect(answer.headers.get("location")).toBe("/account?done=password");
      },
    ],
    ["another password by the command line", (user) => replacePassword(people, user, "$argon2id$")],
    ["being disabled", (user) => disableUser(people, user)],
    ["being removed", (user) => removeUser(people, user)],
    ["another role", (user) => changeRole(people, user, "reader")],
    [
      "ending it from elsewhere",
      async (user) => {
        const [session] = await database.run((sql) => listSessions(sql, user.id, 10));
        const elsewhere = await loggedIn();
        await elsewhere.send("/account/sessions", { number: String(session?.number) });
      },
    ],
    ["ending all others", async () => (await loggedIn()).send("/account/sessions", { number: "others" })],
  ];

  test.each(endings)("after %s", async (_, end) => {
    const user = await storeUser(database);
    const clock = heldClock();
    const [here, there] = [openServer(database), openServer(database, { clock })];
    const browser = await loggedIn(here);
    expect(await isIn(browser, there)).toBe(true);
    const old = copyOf(browser, there);
    await end(user, copyOf(browser, here));
    clock.ms = 1000;
    expect(await isIn(old, there)).toBe(false);
  });

  test("and not before it is asked again", async () => {
    const user = await storeUser(database);
    const clock = heldClock();
    const there = openServer(database, { clock });
    const browser = await loggedIn(there);
    await disableUser(people, user);
    clock.ms = 999;
    expect((await browser.ask("/sites", { server: there })).status).toBe(303);
  });
});

test("the server that ends a session knows so at once", async () => {
  await storeUser(database);
  const server = openServer(database, { clock: heldClock() });
  const browser = await loggedIn(server);
  expect(await isIn(browser, server)).toBe(true);
  const old = copyOf(browser, server);
  const out = await browser.send("/logout", {});
  expect([out.status, out.headers.get("location")]).toEqual([303, "/login"]);
  expect(out.headers.get("set-cookie")).toBe("argos=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
  expect(await isIn(old, server)).toBe(false);
});

test("changing one's password keeps the session that did it", async () => {
  await storeUser(database);
  const browser = await loggedIn();
  const fresh = "another long password";
  await browser.send("/account/password", { password: aPassword, fresh, again: fresh });
  expect(await isIn(browser)).toBe(true);
  expect((await visitor(openServer(database)).logIn("alice", aPassword)).status).toBe(403);
  expect((await visitor(openServer(database)).logIn("alice", fresh)).status).toBe(303);
});

test("a login takes no session that somebody else brought along, and ends the one before", async () => {
  await storeUser(database);
  const browser = visitor(openServer(database));
  browser.cookies = `argos=${"x".repeat(43)}`;
  await browser.logIn("alice", aPassword);
  expect(browser.cookies).not.toContain("xxxx");
  const before = copyOf(browser);
  await browser.logIn("alice", aPassword);
  expect(browser.cookies).not.toBe(before.cookies);
  expect([await isIn(before), await isIn(browser)]).toEqual([false, true]);
});

test.each([
  "argos=",
  "argos=short",
  `argos=${"x".repeat(44)}`,
  `argos=${"x".repeat(42)}'`,
  `__Host-argos=${"x".repeat(43)}`,
  `argos=${"x".repeat(43)}`,
  "argos",
  "=;;=",
  `a=${"b;".repeat(2000)}`,
])("the cookie %p is nobody's", async (cookies) => {
  await storeUser(database);
  const browser = visitor(openServer(database));
  browser.cookies = cookies;
  expect((await browser.ask("/account")).status).toBe(303);
});

test("over TLS a cookie without its prefix is none: another host of the domain could have set it", async () => {
  await storeUser(database);
  const secure = openServer(database, { settings: { publicUrl: "https://argos.example.org" } });
  const browser = await loggedIn(secure);
  expect(browser.cookies).toStartWith("__Host-argos=");
  expect(await isIn(browser, secure)).toBe(true);
  browser.cookies = browser.cookies.replace("__Host-", "");
  expect(await isIn(browser, secure)).toBe(false);
});

describe("with sessions of 1,000 s", () => {
  const settings = { sessionMs: 1_000_000 };

  test("one that is not used for half of that is over, whatever was said to be idle", async () => {
    await storeUser(database);
    const browser = await loggedIn(openServer(database, { settings }));
    await passSeconds(498);
    expect(await isIn(browser)).toBe(true);
    await passSeconds(498);
    expect(await isIn(browser)).toBe(true);
    await passSeconds(501);
    expect(await isIn(browser)).toBe(false);
  });

  test("one that is used all the time is over at its end", async () => {
    await storeUser(database);
    const browser = await loggedIn(openServer(database, { settings }));
    for (let time = 0; time < 9; time += 1) {
      await passSeconds(110);
      expect(await isIn(browser)).toBe(true);
    }
    await passSeconds(11);
    expect(await isIn(browser)).toBe(false);
    await visitor(openServer(database)).logIn("alice", aPassword);
    expect(await database.run((sql) => deleteOldSessions(sql, 100))).toBe(1);
  });

  test.each([
    [59, false],
    [61, true],
  ])("its use is written %d s after it was written: %p", async (seconds, isWritten) => {
    await storeUser(database);
    const browser = await loggedIn(openServer(database, { settings }));
    await passSeconds(seconds);
    expect(await isIn(browser)).toBe(true);
    const [row] = await database.run(
      (sql) => sql<{ age: number }[]>`select extract(epoch from now() - seen_at)::int as age from session`,
    );
    expect((row?.age ?? 0) < 30).toBe(isWritten);
  });
});

describe("the account page", () => {
  test.each([
    [{ password: aPassword, fresh: "elevenchars", again: "elevenchars" }, "too short: it needs at least 12 characters"],
    [{ password: aPassword, fresh: "twelve chars", again: "twelve charz" }, "not the same"],
    [{ password: "not the password", fresh: "twelve chars", again: "twelve chars" }, "not your password"],
    [{}, "too short"],
  ])("with %j changes nothing and says %s", async (fields, said) => {
    await storeUser(database);
    const browser = await loggedIn();
    const answer = await browser.send("/account/password", fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(said);
    expect((await visitor(openServer(database)).logIn("alice", aPassword)).status).toBe(303);
  });

  test("lets nobody guess a password who has only the session", async () => {
    await storeUser(database);
    const browser = await loggedIn();
    const fields = { password: "a guess", fresh: "twelve chars", again: "twelve chars" };
    for (let time = 0; time < 20; time += 1) {
      expect((await browser.send("/account/password", fields)).text).toContain("not your password");
    }
    const right = await browser.send("/account/password", { ...fields, password: aPassword });
    expect(right.text).toContain("Too many attempts");
  });

  test("ends nobody else's session", async () => {
    await storeUser(database);
    const bob = await storeUser(database, { name: "bob" });
    const [hers, his] = [await loggedIn(), await loggedIn(openServer(database), "bob")];
    const [session] = await database.run((sql) => listSessions(sql, bob.id, 10));
    await hers.send("/account/sessions", { number: String(session?.number) });
    expect(await isIn(his)).toBe(true);
  });

  test.each(["", "0", "-1", "1e3", "x", "99999999999999999999", "1; drop table session"])(
    "with the session %j ends none",
    async (number) => {
      await storeUser(database);
      const browser = await loggedIn();
      expect((await browser.send("/account/sessions", { number })).status).toBe(303);
      expect(await isIn(browser)).toBe(true);
    },
  );
});

test("a form of before a login is refused afterwards, on a page that says so", async () => {
  await storeUser(database);
  const browser = await loggedIn();
  const answer = await browser.ask("/account/sessions", { method: "POST", fields: { csrf: "old", number: "others" } });
  expect(answer.status).toBe(403);
  expect(answer.text).toContain("This form is too old");
});
