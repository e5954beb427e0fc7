import { beforeEach, describe, expect, test } from "bun:test";
import { enableUser } from "../../src/server/auth/people.ts";
import { aPassword, storeUser } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { openServer, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none" });
const server = openServer(database);

beforeEach(async () => {
  await emptyTables(database, "argos_user", "session", "login_attempt", "audit");
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
