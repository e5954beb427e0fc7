import { beforeEach, describe, expect, test } from "bun:test";
import type { PasswordDirectory } from "../../src/server/auth/directory.ts";
import { createPasswords } from "../../src/server/auth/passwords.ts";
import { disableUser, enableUser, type PeopleDeps, removeUser, replacePassword } from "../../src/server/auth/people.ts";
import { setRole, type UserRow } from "../../src/store/users.ts";
import { aPassword, storeUser } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { mainOf, textOf } from "../harness/markup.ts";
import { openServer, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase();
const server = openServer(database);

beforeEach(async () => {
  await database.run((sql) => sql`truncate argos_user, session, login_attempt, audit restart identity cascade`);
});

async function passSeconds(seconds: number): Promise<void> {
  await database.run(
    (sql) => sql`
      update login_attempt
      set hits = array(select hit - make_interval(secs => ${seconds}) from unnest(hits) as hit),
          ends_at = ends_at - make_interval(secs => ${seconds})`,
  );
}

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

describe("limits", () => {
  test("ten attempts a minute from an address, whichever server is asked, and no more", async () => {
    await storeUser(database);
    const other = openServer(database);
    for (let time = 0; time < 10; time += 1) {
      const answer = await visitor(time % 2 === 0 ? server : other, "192.0.2.1").logIn(`nobody${time}`, "x");
      expect(answer.status).toBe(403);
    }
    const refused = await visitor(openServer(database), "192.0.2.1").logIn("alice", aPassword);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
    expect((await visitor(server, "192.0.2.2").logIn("alice", aPassword)).status).toBe(303);
    await passSeconds(61);
    expect((await visitor(server, "192.0.2.1").logIn("alice", aPassword)).status).toBe(303);
  });

  test("a network of 64 bits of IPv6 is one address", async () => {
    await storeUser(database);
    const addresses = ["2001:db8::1", "2001:db8:0:0:1::", "2001:0db8:0:0:ffff:1:2:3", "2001:db8::%eth0"];
    for (let time = 0; time < 10; time += 1) {
      await visitor(server, addresses[time % addresses.length]).logIn(`nobody${time}`, "x");
    }
    expect((await visitor(server, "2001:db8::9").logIn("alice", aPassword)).status).toBe(429);
    expect((await visitor(server, "2001:db8:0:1::9").logIn("alice", aPassword)).status).toBe(303);
  });

  test("an address of IPv4 is the same one within IPv6", async () => {
    for (let time = 0; time < 10; time += 1) await visitor(server, "192.0.2.1").logIn(`nobody${time}`, "x");
    expect((await visitor(server, "::ffff:192.0.2.1").logIn("x", "x")).status).toBe(429);
  });

  test("what somebody claims of where a request came from is not believed", async () => {
    const claim = (n: number) => ({ "x-forwarded-for": `198.51.100.${n}`, "x-real-ip": `198.51.100.${n}` });
    const browser = visitor(server, "192.0.2.1");
    const attempt = (n: number) =>
      browser.ask("/login", { method: "POST", headers: claim(n), fields: { name: `n${n}`, password: "x" } });
    for (let time = 0; time < 10; time += 1) await attempt(time);
    expect((await attempt(11)).status).toBe(429);
  });

  test("twenty failures a day of a name, whatever its case, wherever they come from, known or not", async () => {
    await storeUser(database);
    for (const name of ["alice", "nobody"]) {
      for (let time = 0; time < 20; time += 1) {
        const answer = await visitor(server, `192.0.2.${time}`).logIn(time % 2 ? name : name.toUpperCase(), "x");
        expect(answer.status).toBe(403);
      }
      const refused = await visitor(server, "192.0.2.100").logIn(name, aPassword);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(86_000);
    }
    await passSeconds(86_401);
    expect((await visitor(server, "192.0.2.100").logIn("alice", aPassword)).status).toBe(303);
  });

  test("a login that goes well is no failure, and enabling a person forgets failures", async () => {
    const alice = await storeUser(database);
    for (let time = 0; time < 25; time += 1) {
      expect((await visitor(server, `192.0.2.${time}`).logIn("alice", aPassword)).status).toBe(303);
    }
    for (let time = 0; time < 20; time += 1) await visitor(server, `198.51.100.${time}`).logIn("alice", "x");
    expect((await visitor(server).logIn("alice", aPassword)).status).toBe(429);
    await enableUser({ db: database, actor: "cli:test" }, alice);
    expect((await visitor(server).logIn("alice", aPassword)).status).toBe(303);
  });

  test("a hundred attempts at once are ten", async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => visitor(server, "192.0.2.1").logIn(`nobody${n}`, "x")),
    );
    const counts = Map.groupBy(answers, (one) => one.status);
    expect([counts.get(403)?.length, counts.get(429)?.length]).toEqual([10, 90]);
  });
});

describe("a form to log in", () => {
  test.each([
    [{ origin: "https://evil.example" }],
    [{ origin: "null" }],
    [{ "sec-fetch-site": "cross-site" }],
    [{ "sec-fetch-site": "same-site" }],
  ])("is refused with %j: nobody is logged in as somebody else from elsewhere", async (headers) => {
    await storeUser(database);
    const fields = { name: "alice", password: aPassword };
    const answer = await visitor(server).ask("/login", { method: "POST", headers, fields });
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null]);
  });

  test.each([
    [16_384 - "name=&password=".length, 403],
    [16_385 - "name=&password=".length, 403],
  ])("with a password of %d characters is answered %d", async (length, status) => {
    const answer = await visitor(server).logIn("", "x".repeat(length));
    expect(answer.status).toBe(status);
    expect(textOf(answer.text).includes("do not belong together")).toBe(length + 15 <= 16_384);
  });

  test("shows a name as text, whatever it is", async () => {
    const { text } = await visitor(server).logIn('"><script>alert(1)</script>', "x");
    expect(text).not.toContain("<script");
  });

  test("says that there is nobody yet, and how to begin", async () => {
    expect(textOf((await visitor(server).ask("/login")).text)).toContain("argos user add NAME");
    await storeUser(database);
    expect(textOf((await visitor(server).ask("/login")).text)).not.toContain("argos user add");
  });

  test("is not asked of anybody where all is public and nobody could log in", async () => {
    const open = openServer(database, { settings: { unauthenticatedAccess: "all" } });
    const answer = await visitor(open).ask("/login");
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    await storeUser(database);
    expect((await visitor(open).ask("/login")).status).toBe(200);
  });

  test("offers the other ways there are", async () => {
    const loginLinks = [{ href: "/login/openid", text: "With <our> account" }];
    const { text } = await visitor(openServer(database, { loginLinks })).ask("/login");
    expect(text).toContain('<a href="/login/openid">With &lt;our> account</a>');
  });
});

describe("a directory", () => {
  function directoryOf(answer: Awaited<ReturnType<PasswordDirectory["verify"]>>) {
    const asked: string[] = [];
    const directory: PasswordDirectory = {
      origin: "ldap",
      async verify(name) {
        asked.push(name);
        return answer;
      },
    };
    return { asked, open: openServer(database, { directories: [directory] }) };
  }

  test("is asked only where no local person has that name and password", async () => {
    await storeUser(database);
    const { asked, open } = directoryOf({ kind: "wrong" });
    expect((await visitor(open).logIn("alice", aPassword)).status).toBe(303);
    expect(asked).toEqual([]);
    expect((await visitor(open).logIn("alice", "x")).status).toBe(403);
    expect((await visitor(open).logIn("bob", "x")).status).toBe(403);
    expect(asked).toEqual(["alice", "bob"]);
  });

  test("makes a person of its own at the first login, whose role follows it until somebody chooses one", async () => {
    await storeUser(database);
    const { open } = directoryOf({ kind: "known", name: "alice", role: "reader" });
    const browser = visitor(open);
    expect((await browser.logIn("alice", "x")).status).toBe(303);
    expect((await browser.ask("/audit")).status).toBe(403);
    const rising = directoryOf({ kind: "known", name: "Alice", role: "administrator" });
    const another = visitor(rising.open);
    await another.logIn("ALICE", "x");
    expect((await another.ask("/audit")).status).toBe(200);
    open.deps.sessions.forget();
    expect((await browser.ask("/account")).status).toBe(303);
    const [row] = await database.run(
      (sql) => sql<{ id: number; name: string }[]>`select id, name from argos_user where origin = 'ldap'`,
    );
    expect(row?.name).toBe("alice");
    await database.run((sql) => setRole(sql, row?.id ?? 0, "reader"));
    await another.logIn("alice", "x");
    expect((await another.ask("/audit")).status).toBe(403);
    expect(await deeds()).toContain("ldap:alice login ldap:alice");
  });

  test("that does not answer says so, and nobody has failed", async () => {
    const { open } = directoryOf({ kind: "unavailable", message: "ldap://dir.example refuses" });
    for (let time = 0; time < 25; time += 1) {
      const answer = await visitor(open).logIn("alice", "x");
      expect(answer.status).toBe(503);
      expect(answer.text).not.toContain("dir.example");
    }
  });

  test("does not let in who is disabled here", async () => {
    const { open } = directoryOf({ kind: "known", name: "eve", role: "reader" });
    await visitor(open).logIn("eve", "x");
    await database.run((sql) => sql`update argos_user set disabled_at = now()`);
    const answer = await visitor(open).logIn("eve", "x");
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null]);
    expect(await deeds()).toContain("nobody login.refused ldap:eve");
  });
});
