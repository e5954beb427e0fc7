import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { eventually, freePort, runArgos, startArgos, temporaryDirectory, urlOf, write } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const { path: directory } = held.use(temporaryDirectory());
const { database, address } = await testDatabase();
const config = write(
  directory,
  "argos.yaml",
  `general: {db: {url: "${urlOf(address)}"}}\nwebsites:\n  - domain: https://example.org\n`,
);
const password = "correct horse battery staple";
const passwordFile = write(directory, "password", `${password}\r\nanother line\n`);

beforeEach(async () => {
  await emptyTables(database, "argos_user", "session", "login_attempt", "audit", "api_token");
});

const argos = (...args: readonly string[]) =>
  runArgos([...args, "--config", config], { directory, env: { USER: "ci" } });
const add = (name: string, ...more: readonly string[]) =>
  argos("user", "add", name, "--password-file", passwordFile, ...more);

async function deeds(): Promise<string[]> {
  const rows = await database.run(
    (sql) => sql<{ line: string }[]>`
      select concat_ws(' ', actor, action, subject) as line
      from audit
      order by id`,
  );
  return rows.map(({ line }) => line.replace(/@\S+/, "@host"));
}

describe("argos user", () => {
  test("adds the first as an administrator and others as readers, and lists them", async () => {
    expect(await argos("user", "list")).toMatchObject({
      out: "there is no user yet: argos user add makes one\n",
      code: 0,
    });
    expect(await add("alice")).toEqual({ out: "alice may log in, as administrator\n", err: "", code: 0 });
    expect((await add("bob")).out).toBe("bob may log in, as reader\n");
    expect((await add("carol", "--role", "administrator")).out).toBe("carol may log in, as administrator\n");
    expect((await argos("user", "list")).out).toMatch(
      /^NAME +ORIGIN +ROLE +STATE +LAST LOGIN \(UTC\)\nalice +local +administrator +enabled +never\nbob +local +reader/,
    );
    const users: { name: string }[] = JSON.parse((await argos("user", "list", "--json")).out);
    expect(users.map((one) => one.name)).toEqual(["alice", "bob", "carol"]);
    expect(JSON.stringify(users)).not.toContain("argon2");
    expect(await deeds()).toEqual(["alice", "bob", "carol"].map((name) => `cli:ci@host user.add user:${name}`));
  });

  test("verifies, changes, disables, enables and removes, and says each time what it did", async () => {
    await add("alice");
    const verify = () => argos("user", "verify", "Alice", "--password-file", passwordFile);
    expect(await verify()).toEqual({ out: "this is the password of alice\n", err: "", code: 0 });
    expect((await argos("user", "disable", "alice")).out).toBe("alice may log in no more\n");
    expect(await verify()).toEqual({
      out: "",
      err: "argos: the password is right, but alice is disabled\n",
      code: 1,
    });
    expect((await argos("user", "enable", "alice")).out).toBe("alice may log in\n");
    expect((await argos("user", "role", "alice", "reader")).out).toBe("alice is reader now; every session is over\n");
    const other = write(directory, "other", "another long password\n");
    expect((await argos("user", "passwd", "alice", "--password-file", other)).code).toBe(0);
    expect(await verify()).toEqual({ out: "", err: "argos: this is not the password of alice\n", code: 1 });
    expect((await argos("user", "delete", "alice")).out).toBe("alice is removed\n");
    expect(await verify()).toMatchObject({ code: 1 });
    expect((await deeds()).map((line) => line.split(" ")[1])).toEqual([
      "user.add",
      "user.disable",
      "user.enable",
      "user.role",
      "user.password",
      "user.delete",
    ]);
  });

  test.each([
    [["add", "ALICE", "--password-file", passwordFile], 1, "there is a user ALICE already"],
    [["add", "", "--password-file", passwordFile], 2, "a name has 1 to 200 characters"],
    [["add", " bob", "--password-file", passwordFile], 2, "no space around it"],
    [["add", "bob", "--password-file", "/nowhere"], 2, "cannot read /nowhere"],
    [["add", "bob"], 2, "there is no password in the first line of standard input"],
    [["add", "bob", "--password", "hunter2"], 2, "unknown option '--password'"],
    [["add", "bob", "--role", "owner"], 2, "Allowed choices are reader, administrator"],
    [["disable", "bob"], 1, "there is no user bob"],
    [["role", "bob", "reader"], 1, "there is no user bob"],
    [["delete", "alice", "--origin", "ldap"], 1, "there is no ldap user alice, but user:alice"],
  ])("%j exits %d and says %s", async (args, code, said) => {
    await add("alice");
    const answer = await argos("user", ...args);
    expect([answer.code, answer.out]).toEqual([code, ""]);
    expect(answer.err).toContain(said);
  });

  test("refuses a password that is too short, and one name that is two people", async () => {
    const short = write(directory, "short", "elevenchars\n");
    const refused = await argos("user", "add", "alice", "--password-file", short);
    expect(refused).toEqual({
      out: "",
      err: "argos: the password is too short: it needs at least 12 characters\n",
      code: 1,
    });
    await add("alice");
    await database.run((sql) => sql`insert into argos_user (name, origin, role) values ('alice', 'ldap', 'reader')`);
    const which = await argos("user", "disable", "alice");
    expect(which.err).toContain("alice may be ldap:alice or user:alice: say which with --origin");
    expect((await argos("user", "disable", "alice", "--origin", "ldap")).code).toBe(0);
    const [row] = await database.run((sql) => sql`select origin from argos_user where disabled_at is not null`);
    expect(row?.origin).toBe("ldap");
  });
});

describe("argos token", () => {
  test("makes a token of one agent, says how to start it, and binds it to that name", async () => {
    const made = await argos("token", "create", "--name", "paris 1", "--scope", "agent");
    expect(made.err).toMatch(
      /^token [0-9a-f]{16} \(agent\) never ends; start its agent with --name 'paris 1'; it is shown only now:\n$/,
    );
    const [row] = await database.run((sql) => sql`select kind, name, chosen, seen_at as seen from agent_name`);
    expect(row).toEqual({ kind: "token", name: "paris 1", chosen: true, seen: null });
  });

  test("makes a token that is shown once, and revokes it", async () => {
    const made = await argos("token", "create", "--name", "ci", "--scope", "read", "metrics", "--expires", "90d");
    expect(made.code).toBe(0);
    expect(made.out).toMatch(/^argos_[0-9a-f]{16}_[\w-]{43}\n$/);
    const id = made.out.slice("argos_".length, "argos_".length + 16);
    expect(made.err).toMatch(new RegExp(`^token ${id} \\(read, metrics\\) ends \\d{4}-.*; it is shown only now:\n$`));
    const secret = made.out.trim().slice(-43);
    for (const more of [[], ["--json"]]) {
      const listed = (await argos("token", "list", ...more)).out;
      expect(listed).toContain(id);
      expect(listed).not.toContain(secret);
    }
    expect((await argos("token", "revoke", id)).out).toBe(`token ${id} (ci) is revoked\n`);
    expect((await argos("token", "list")).out).toContain("revoked");
    expect(await deeds()).toEqual([`cli:ci@host token.create token:${id}`, `cli:ci@host token.revoke token:${id}`]);
  });

  test.each([
    [["create", "--name", "x"], 2, "--scope"],
    [["create", "--scope", "read"], 2, "--name"],
    [["create", "--name", " ", "--scope", "read"], 2, "say what the token is for"],
    [["create", "--name", " ", "--scope", "agent"], 2, "--name: it must be the agent's name, in visible characters"],
    [["create", "--name", "a\u202eb", "--scope", "read", "agent"], 2, "--name: it must be the agent's name"],
    [["create", "--name", "x", "--scope", "all"], 2, "Allowed choices are read, write, admin, metrics, agent"],
    [["create", "--name", "x", "--scope", "read", "--expires", "soon"], 2, "It must be a duration"],
    [["revoke", "x"], 1, "there is no token x"],
  ])("%j exits %d and says %s", async (args, code, said) => {
    const answer = await argos("token", ...args);
    expect([answer.code, answer.out]).toEqual([code, ""]);
    expect(answer.err).toContain(said);
  });
});

test("a server without anybody logs a link that makes the first administrator, and one that is then silent about it", async () => {
  const port = freePort();
  const serve = (name: string) =>
    held.use(startArgos(["serve", "--config", config, "--port", String(port)], { directory, name }));
  const first = serve("first");
  const link = await eventually(async () => /link="?(http[^"\s]+)/.exec(await first.log())?.[1], "the link in the log");
  expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/setup\\?key=[\\w-]{43}$`));
  const key = new URL(link).searchParams.get("key") ?? "";
  const made = await fetch(`http://127.0.0.1:${port}/setup`, {
    method: "POST",
    body: new URLSearchParams({ key, name: "root", fresh: password, again: password }),
    redirect: "manual",
  });
  expect(made.status).toBe(303);
  const cookie = made.headers.get("set-cookie")?.split(";")[0] ?? "";
  expect((await fetch(`http://127.0.0.1:${port}/account`, { headers: { cookie } })).status).toBe(200);
  const [row] = await database.run((sql) => sql`select address from session`);
  expect(row?.address).toBe("127.0.0.1");
  await first[Symbol.asyncDispose]();
  const second = serve("second");
  await eventually(async () => (await second.log()).includes("Argos watches"), "the second start");
  expect(await second.log()).not.toContain("setup");
});
