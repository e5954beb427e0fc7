import { afterAll, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { hostname } from "node:os";
import {
  eventually,
  freePort,
  runArgos,
  startArgos,
  stateDirectory,
  temporaryDirectory,
  urlOf,
  write,
} from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { apiToken } from "../harness/served.ts";
import { startApp } from "../harness/server.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const files = held.use(temporaryDirectory());
const { database, address } = await testDatabase();
const server = held.use(held.use(await startApp(database)).listen());

const websites = "websites:\n  - domain: https://example.org\n";
const config = write(files.path, "argos.yaml", `general: {db: {url: "${urlOf(address)}"}}\n${websites}`);
const tokenFile = write(files.path, "api.token", `${apiToken}\n`);
const who = `cli:uid-${process.getuid?.()}@${hostname()}`;

/** Each way to the same silences: arguments and environment that every command gets. */
const ways = [
  ["on the database of the configuration", ["--config", config], {}],
  ["through a server elsewhere", ["--server", server.url], { ARGOS_TOKEN: apiToken }],
  ["through a server, its token in a file", ["--server", `${server.url}/`, "--token-file", tokenFile], {}],
] as const;

describe.each(ways)("%s", (_name, where, env) => {
  const argos = (...args: readonly string[]) => runArgos([...args, ...where], { directory: files.path, env });

  async function listed(): Promise<readonly Record<string, unknown>[]> {
    const { out, code, err } = await argos("silence", "list", "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    return JSON.parse(out);
  }

  test("a silence is added, listed and ended", async () => {
    const match = ["--match", "domain=https://Example.org", "--match", "label.owner=asso-42"];
    const added = await argos("silence", "add", ...match, "--for", "2h", "--comment", "new disk");
    expect({ code: added.code, err: added.err }).toEqual({ code: 0, err: "" });
    expect(added.out).toMatch(
      /^silence \d+ of domain=https:\/\/example\.org label\.owner=asso-42 until [\d-]+ [\d:]+ UTC\n$/,
    );
    const [silence, ...others] = await listed();
    expect(others).toEqual([]);
    expect(silence).toMatchObject({
      kind: "silence",
      match: { domain: "https://example.org", labels: { owner: "asso-42" } },
      comment: "new disk",
      createdBy: who,
    });
    const id = String(silence?.id);
    expect((await argos("silence", "list")).out).toMatch(new RegExp(`^ID .*\\n${id} +silence .*new disk\\n$`));
    for (let time = 0; time < 2; time += 1)
      expect(await argos("silence", "end", id)).toEqual({ out: `silence ${id} is over\n`, err: "", code: 0 });
    expect(await listed()).toEqual([]);
    expect((await argos("silence", "list")).out).toContain("nothing is silenced");
  });

  test("maintenance around a backup, started twice, is over after one end", async () => {
    const match = ["--match", "label.host=web3"];
    for (const length of [[], ["--for", "5h"]])
      expect((await argos("maintenance", "start", ...match, ...length)).code).toBe(0);
    const [one, ...others] = await listed();
    expect(others).toEqual([]);
    expect(one).toMatchObject({ kind: "maintenance", createdBy: who });
    expect(Date.parse(String(one?.endsAt)) - Date.parse(String(one?.startsAt))).toBeGreaterThan(5 * 3_600_000 - 1);
    const ended = { out: `maintenance ${one?.id} is over\n`, err: "", code: 0 };
    expect(await argos("maintenance", "end", ...match)).toEqual(ended);
    expect(await argos("maintenance", "end", ...match)).toEqual({ ...ended, out: "no maintenance was active\n" });
  });

  test("what is not there is exit 1, in words", async () => {
    const { out, err, code } = await argos("silence", "end", "999999");
    expect({ out, code }).toEqual({ out: "", code: 1 });
    expect(err).toMatch(/^argos: .*there is no silence 999999\n$/);
  });
});

test.each([
  ["a wrong token", server.url, "service.api_tokens"],
  ["nothing listening", "http://127.0.0.1:1", "cannot reach http://127.0.0.1:1/"],
])("%s is exit 1, in words", async (_name, url, said) => {
  const { out, err, code } = await runArgos(["silence", "add", "--match", "domain=*", "--for", "1h", "--server", url], {
    directory: files.path,
    env: { ARGOS_TOKEN: "wrong" },
  });
  expect({ out, code }).toEqual({ out: "", code: 1 });
  expect(err).toContain(said);
  expect(err.split("\n")).toHaveLength(2);
});

test("a page that is no Argos is exit 1, in words", async () => {
  using other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("<h1>hello</h1>") });
  const { err, code } = await runArgos(["silence", "list", "--server", other.url.href], {
    directory: files.path,
    env: { ARGOS_TOKEN: "any" },
  });
  expect(code).toBe(1);
  expect(err).toContain("no Argos server answers so");
});

test("a database that nobody has migrated is exit 1 and stays as it is", async () => {
  const empty = await testDatabase({ template: "empty" });
  const path = write(files.path, "empty.yaml", `general: {db: {url: "${urlOf(empty.address)}"}}\n${websites}`);
  const { err, code } = await runArgos(["silence", "list", "--config", path], { directory: files.path });
  expect(code).toBe(1);
  expect(err).toContain("argos migrate");
  const tables = await empty.database.run((sql) => sql`select from pg_tables where schemaname = 'public'`);
  expect(tables).toHaveLength(0);
});

test("where no database ever was, exit 1 says what to do, and none is made", async () => {
  using state = stateDirectory();
  const path = write(files.path, "embedded.yaml", websites);
  const args = ["silence", "list", "--config", path, "--state-directory", state.path];
  const { out, err, code } = await runArgos(args, { directory: files.path });
  expect({ out, code }).toEqual({ out: "", code: 1 });
  expect(err).toStartWith(`argos: there is no database of Argos in ${state.path}: give the --state-directory`);
  expect(readdirSync(state.path)).toEqual([]);
});

test("beside a running server on the embedded database, which then goes on", async () => {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(temporaryDirectory()).path;
  const state = stack.use(stateDirectory()).path;
  const port = freePort();
  const path = write(directory, "argos.yaml", `general: {unauthenticated_access: all}\n${websites}`);
  const there = ["--config", path, "--state-directory", state];
  stack.use(startArgos(["serve", ...there, "--port", String(port)], { directory, name: "server" }));
  const silences = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/silences`);
    const { items }: { items: { comment: string }[] } = await response.json();
    return items.map((one) => one.comment);
  };
  expect(await eventually(silences, "the server")).toEqual([]);
  const add = ["silence", "add", "--match", "domain=*", "--for", "1h", "--comment", "beside", ...there];
  expect(await runArgos(add, { directory })).toMatchObject({ code: 0, err: "" });
  expect(await silences()).toEqual(["beside"]);
});
