import { beforeEach, describe, expect, test } from "bun:test";
import type { PasswordDirectory } from "../../src/server/auth/directory.ts";
import { setRole } from "../../src/store/users.ts";
import { aPassword, storeUser } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { openServer, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none" });

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
