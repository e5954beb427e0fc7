import { beforeEach, describe, expect, test } from "bun:test";
import type { PasswordDirectory } from "../../src/server/auth/directory.ts";
import { createPasswords } from "../../src/server/auth/passwords.ts";
import { enableUser, removeUser } from "../../src/server/auth/people.ts";
import { accessHistoryDuty } from "../../src/server/duties/access-history.ts";
import { aPassword, storeUser } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { until } from "../harness/until.ts";
import { openServer, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none", time: "slow" });

/** What is counted does not depend on how long a wrong password takes. */
const passwords = createPasswords({
  hash: Bun.password.hash,
  verify: async (password, hash) => password === aPassword && (await Bun.password.verify(password, hash)),
});
const server = openServer(database, { passwords });

beforeEach(async () => {
  await emptyTables(database, "argos_user", "session", "login_attempt", "login_place", "audit");
});

async function passSeconds(seconds: number): Promise<void> {
  await database.run(
    (sql) => sql`
      update login_attempt
      set hits = array(select hit - make_interval(secs => ${seconds}) from unnest(hits) as hit),
          ends_at = ends_at - make_interval(secs => ${seconds})`,
  );
}

describe("limits", () => {
  test("ten attempts a minute from an address, whichever server is asked, and no more", async () => {
    await storeUser(database);
    const other = openServer(database, { passwords });
    for (let time = 0; time < 10; time += 1) {
      const answer = await visitor(time % 2 === 0 ? server : other, "192.0.2.1").logIn(`nobody${time}`, "x");
      expect(answer.status).toBe(403);
    }
    const refused = await visitor(openServer(database, { passwords }), "192.0.2.1").logIn("alice", aPassword);
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

  test("ten failures an hour of a name at an address, and others go on", async () => {
    await storeUser(database);
    for (let minute = 0; minute < 10; minute += 1) {
      expect((await visitor(server, "192.0.2.1").logIn("alice", "x")).status).toBe(403);
      await passSeconds(60);
    }
    const refused = await visitor(server, "192.0.2.1").logIn("ALICE", aPassword);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(3000);
    expect((await visitor(server, "192.0.2.1").logIn("bob", "x")).status).toBe(403);
    expect((await visitor(server, "192.0.2.2").logIn("alice", aPassword)).status).toBe(303);
    await passSeconds(3000);
    expect((await visitor(server, "192.0.2.1").logIn("alice", aPassword)).status).toBe(303);
  });

  test("twenty failures in twenty minutes of a name where it never logged in, whatever its case, known or not", async () => {
    await storeUser(database);
    for (const name of ["alice", "nobody"]) {
      for (let time = 0; time < 20; time += 1) {
        const answer = await visitor(server, `192.0.2.${time}`).logIn(time % 2 ? name : name.toUpperCase(), "x");
        expect(answer.status).toBe(403);
      }
      const refused = await visitor(server, "192.0.2.100").logIn(name, aPassword);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(1200);
    }
    await passSeconds(1201);
    expect((await visitor(server, "192.0.2.100").logIn("alice", aPassword)).status).toBe(303);
  });

  test("attempts that were turned away count for nothing against a name", async () => {
    await storeUser(database);
    for (let time = 0; time < 100; time += 1) {
      await visitor(server, "192.0.2.1").logIn("alice", "x");
      if (time % 10 === 9) await passSeconds(61);
    }
    expect((await visitor(server, "192.0.2.2").logIn("alice", aPassword)).status).toBe(303);
  });

  test("a login that goes well is no failure, and enabling a person forgets failures", async () => {
    const alice = await storeUser(database);
    for (let time = 0; time < 25; time += 1) {
      expect((await visitor(server, `192.0.2.${time}`).logIn("alice", aPassword)).status).toBe(303);
    }
    for (let time = 0; time < 20; time += 1) await visitor(server, `198.51.100.${time}`).logIn("alice", "x");
    for (let time = 0; time < 10; time += 1) await visitor(server, "192.0.2.20").logIn("alice", "x");
    expect((await visitor(server).logIn("alice", aPassword)).status).toBe(429);
    expect((await visitor(server, "192.0.2.20").logIn("alice", aPassword)).status).toBe(429);
    await enableUser({ db: database, actor: "cli:test" }, alice);
    expect((await visitor(server).logIn("alice", aPassword)).status).toBe(303);
    expect((await visitor(server, "192.0.2.20").logIn("alice", aPassword)).status).toBe(303);
  });

  test("a hundred attempts at once are ten", async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => visitor(server, "192.0.2.1").logIn(`nobody${n}`, "x")),
    );
    const counts = Map.groupBy(answers, (one) => one.status);
    expect([counts.get(403)?.length, counts.get(429)?.length]).toEqual([10, 90]);
  });
});

describe("strangers never lock out", () => {
  async function attack(name = "alice"): Promise<void> {
    for (let time = 0; time < 30; time += 1) await visitor(server, `203.0.113.${time}`).logIn(name, "x");
  }

  test("who logged in at that address before, whichever server is asked", async () => {
    await storeUser(database);
    const home = () => visitor(openServer(database, { passwords }), "2001:db8::1");
    expect((await home().logIn("alice", aPassword)).status).toBe(303);
    await attack();
    expect((await home().logIn("ALICE", aPassword)).status).toBe(303);
    expect((await visitor(server, "2001:db8::2").logIn("alice", aPassword)).status).toBe(303);
    expect((await visitor(server, "2001:db8:0:1::1").logIn("alice", aPassword)).status).toBe(429);
  });

  test("who shares an address with them and logged in there before", async () => {
    await storeUser(database);
    await visitor(server, "192.0.2.1").logIn("alice", aPassword);
    for (let time = 0; time < 30; time += 1) await visitor(server, "192.0.2.1").logIn(`nobody${time}`, "x");
    expect((await visitor(server, "192.0.2.1").logIn("nobody", "x")).status).toBe(429);
    expect((await visitor(server, "192.0.2.1").logIn("alice", aPassword)).status).toBe(303);
  });

  test("a session, which goes on and may change its password", async () => {
    await storeUser(database);
    const browser = visitor(server, "192.0.2.1");
    await browser.logIn("alice", aPassword);
    await emptyTables(database, "login_place");
    await attack();
    for (let time = 0; time < 10; time += 1) await visitor(server, "192.0.2.1").logIn("alice", "x");
    expect((await browser.ask("/sites")).status).toBe(200);
    const fresh = "another horse battery staple";
    const changed = await browser.send("/account/password", { password: aPassword, fresh, again: fresh });
    expect(changed.status).toBe(303);
  });

  test("while a flood of passwords is looked at: those who are known do not wait behind it", async () => {
    await storeUser(database);
    const held: (() => void)[] = [];
    const slow = createPasswords(
      {
        hash: Bun.password.hash,
        verify: async (password, hash) => {
          if (password === aPassword) return await Bun.password.verify(password, hash);
          return await new Promise((resolve) => void held.push(() => resolve(false)));
        },
      },
      1,
    );
    const flooded = openServer(database, { passwords: slow });
    await visitor(server, "192.0.2.1").logIn("alice", aPassword);
    const flood = Array.from({ length: 33 }, (_, n) => visitor(flooded, `203.0.113.${n}`).logIn(`n${n}`, "x"));
    const turn = () => new Promise(setImmediate);
    await until(async () => await turn().then(() => slow.isCrowded() || undefined));
    const turned = await visitor(flooded, "203.0.113.99").logIn("alice", aPassword);
    expect([turned.status, turned.headers.get("retry-after")]).toEqual([429, "5"]);
    expect((await visitor(flooded, "192.0.2.1").logIn("alice", aPassword)).status).toBe(303);
    const ended = Promise.all(flood);
    for (let next = 0; next < 33; next += 1) (await until(async () => await turn().then(() => held.shift())))();
    expect((await ended).map((one) => one.status)).toEqual(Array.from({ length: 33 }, () => 403));
  });
});

describe("a place is known", () => {
  const known = async () => (await visitor(server, "192.0.2.1").logIn("alice", aPassword)).status === 303;
  const slowDown = async () => {
    for (let time = 0; time < 20; time += 1) await visitor(server, `203.0.113.${time}`).logIn("alice", "x");
  };

  test("for ninety days after a login", async () => {
    await storeUser(database);
    await known();
    await slowDown();
    await database.run((sql) => sql`update login_place set seen_at = now() - interval '89 days'`);
    expect(await known()).toBe(true);
    await database.run((sql) => sql`update login_place set seen_at = now() - interval '91 days'`);
    expect(await known()).toBe(false);
    await accessHistoryDuty(1000).run(database);
    const [row] = await database.run((sql) => sql<{ n: number }[]>`select count(*)::int as n from login_place`);
    expect(row?.n).toBe(0);
  });

  test("to its own name alone, and failures do not make it known", async () => {
    await storeUser(database);
    await storeUser(database, { name: "bob" });
    await visitor(server, "192.0.2.1").logIn("bob", aPassword);
    await visitor(server, "192.0.2.1").logIn("alice", "x");
    await slowDown();
    expect(await known()).toBe(false);
  });

  test("among the twenty used last", async () => {
    await storeUser(database);
    await known();
    for (let n = 0; n < 20; n += 1) await visitor(server, `198.51.100.${n}`).logIn("alice", aPassword);
    await slowDown();
    expect(await known()).toBe(false);
    expect((await visitor(server, "198.51.100.0").logIn("alice", aPassword)).status).toBe(303);
  });

  test("no more when the person is removed", async () => {
    const alice = await storeUser(database);
    await known();
    await removeUser({ db: database, actor: "cli:test" }, alice);
    await storeUser(database);
    await slowDown();
    expect(await known()).toBe(false);
  });

  test("to somebody of a directory as well", async () => {
    const directory: PasswordDirectory = {
      origin: "ldap",
      verify: async (name, password) =>
        name === "ada" && password === aPassword ? { kind: "known", name, role: "reader" } : { kind: "wrong" },
    };
    const withDirectory = openServer(database, { passwords, directories: [directory] });
    const home = () => visitor(withDirectory, "192.0.2.1").logIn("ada", aPassword);
    expect((await home()).status).toBe(303);
    for (let time = 0; time < 25; time += 1) await visitor(withDirectory, `203.0.113.${time}`).logIn("ada", "x");
    expect((await visitor(withDirectory, "198.51.100.1").logIn("ada", aPassword)).status).toBe(429);
    expect((await home()).status).toBe(303);
  });
});

test("a session guesses at its own password twenty times a day, whatever another session did", async () => {
  await storeUser(database);
  const [thief, owner] = [visitor(server, "203.0.113.1"), visitor(server, "192.0.2.1")];
  for (const browser of [thief, owner]) await browser.logIn("alice", aPassword);
  const fresh = "another horse battery staple";
  const guess = async (browser: typeof thief, password: string) =>
    await browser.send("/account/password", { password, fresh, again: fresh });
  for (let time = 0; time < 20; time += 1) expect((await guess(thief, "x")).text).not.toContain("Too many attempts");
  const refused = await guess(thief, aPassword);
  expect([refused.status, refused.text.includes("Too many attempts. Try again in 1 d.")]).toEqual([422, true]);
  expect((await guess(owner, aPassword)).status).toBe(303);
});
