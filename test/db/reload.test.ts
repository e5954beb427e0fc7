import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { FormatRegistry, type TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { loggerOf } from "../../src/base/log.ts";
import { Secret } from "../../src/base/secrets/secret.ts";
import { tellOfBadStart } from "../../src/cli/config-attempt.ts";
import { ConfigurationDetail, Reloaded, ReloadProblem } from "../../src/contract/v1/configuration.ts";
import { problemsMax } from "../../src/server/config/reload.ts";
import { serverAliveSeconds, watchServers } from "../../src/server/config/server-watch.ts";
import { readConfiguration } from "../../src/server/read/configuration.ts";
import { insertAttempt } from "../../src/store/config-attempts.ts";
import { listSiteKeys } from "../../src/store/sites.ts";
import { loaded } from "../builders/config-files.ts";
import { urlOf } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { anAdministratorsToken, createPagesApp } from "../harness/pages.ts";
import { startAfresh } from "../harness/queue.ts";
import { serverPlace } from "../harness/server-place.ts";

FormatRegistry.Set("date-time", (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text));

const { database, address } = await testDatabase({ poolSize: 6 });
const log = loggerOf("test");

const site = (name: string) => `  - domain: https://${name}.test\n    paths: [{path: /, checks: [status-is: 200]}]\n`;
const watching = (...names: string[]) => `websites:\n${names.map(site).join("")}`;
const bad = `${watching("kept")}  - domian: https://typo.test\n`;

const first = serverPlace(database, watching("kept"), "one:1");
const second = serverPlace(database, watching("kept"), "two:2");
afterAll(() => [first, second].forEach((place) => void place[Symbol.dispose]()));

beforeEach(async () => {
  await startAfresh(database);
  await emptyTables(database, "config_attempt", "server");
  for (const place of [first, second]) place.write(watching("kept"));
});

const app = createPagesApp(database, "", { reload: first.reload });

async function ask(path: string, method = "GET") {
  const headers = { "x-csrf-token": anAdministratorsToken };
  const response = await app.handle(new Request(`http://localhost/api/v1/configuration${path}`, { method, headers }));
  const body: unknown = await response.json();
  return { status: response.status, headers: response.headers, body };
}

/** The body, once it has exactly the documented shape. */
function shaped(schema: TSchema, { body }: { readonly body: unknown }): unknown {
  expect([...Value.Errors(schema, body)].map((one) => `${one.path} ${one.message}`)).toEqual([]);
  return body;
}

const domains = async () => (await database.run(listSiteKeys)).map((one) => one.domain).sort();

test("a good file is put in force and the answer counts what changed", async () => {
  expect(shaped(Reloaded, await ask("/reload", "POST"))).toEqual({ added: 1, changed: 0, removed: 0, revision: 1 });
  first.write(watching("kept", "new"));
  expect(await ask("/reload", "POST")).toMatchObject({ status: 200, body: { added: 1, removed: 0, revision: 2 } });
  expect(await domains()).toEqual(["https://kept.test", "https://new.test"]);
  expect(first.inForce.current().sites).toHaveLength(2);
  const read = shaped(ConfigurationDetail, await ask(""));
  expect(read).toMatchObject({
    revision: { id: 2, sites: 2, targets: 2, added: 1 },
    diff: {
      added: [{ domain: "https://new.test", method: "GET", url: "https://new.test/" }],
      changed: [],
      removed: [],
    },
    attempts: [
      { server: "one:1", source: "api", outcome: "applied", revision: 2, problems: [] },
      { server: "one:1", source: "api", outcome: "applied", revision: 1 },
    ],
  });
});

test("a bad file keeps everything, and the answer says where the faults are", async () => {
  await first.reload("signal");
  const before = await everything();
  first.write(bad);
  const answer = await ask("/reload", "POST");
  expect(answer.status).toBe(422);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(shaped(ReloadProblem, answer)).toMatchObject({
    problems: [{ file: first.file, line: 4, column: 5, message: '"domain" is missing here' }, { line: 4 }],
  });
  expect(await everything()).toEqual(before);
  expect(first.inForce.current().sites).toHaveLength(1);
  expect((await ask("")).body).toMatchObject({
    revision: { id: 1 },
    attempts: [
      { outcome: "refused", revision: null, problemCount: 2 },
      { source: "signal", outcome: "applied" },
    ],
  });
});

async function everything() {
  return await database.run(async (sql) => [
    await sql`select id, domain, labels, defined_at from site order by id`,
    await sql`select id, key, spec_digest from target order by id`,
    await sql`select target_id, token, visible_at from task order by target_id`,
    await sql`select id, digest, applied_at from config_revision order by id`,
  ]);
}

test("a file that would delete a fifth of the sites is refused as a whole", async () => {
  const many = Array.from({ length: 20 }, (_, index) => `s${index}`);
  first.write(watching(...many));
  await first.reload("page");
  first.write(watching(...many.slice(5)));
  expect((await ask("/reload", "POST")).body).toMatchObject({
    status: 422,
    problems: [
      { file: first.file, line: null, column: null, message: expect.stringContaining("delete 5 of 20 sites") },
    ],
  });
  expect(await domains()).toHaveLength(20);
});

test("reloads go one at a time; those that ask while one waits share its outcome", async () => {
  const running = first.reload("signal");
  await null;
  const [one, other] = await Promise.all([first.reload("api"), first.reload("page")]);
  expect([(await running).kind, one.kind]).toEqual(["applied", "applied"]);
  expect(other).toBe(one);
  expect((await readConfiguration(database)).attempts.map((attempt) => attempt.source)).toEqual(["api", "signal"]);
});

test("after a reload that broke the next one works", async () => {
  first.write(bad);
  expect((await first.reload("api")).kind).toBe("refused");
  first.write(watching("kept", "new"));
  expect((await first.reload("api")).kind).toBe("applied");
});

test("no secret stands in what is kept of a file with problems", async () => {
  const lines = ["service:", "  secrets: hunter2", "  api_tokens: [hunter2]", "general:", "  db: {url: 'hunter2'}"];
  first.write(
    `${lines.join("\n")}\nwebsites:\n  - domain: ftp://ada:hunter2@x.test\n    paths: [{path: /, checks: [status-is: 200]}]\n`,
  );
  const { body } = await ask("/reload", "POST");
  expect(JSON.stringify(body)).toContain("//***@x.test");
  expect(JSON.stringify([body, (await ask("")).body])).not.toContain("hunter2");
});

test.each([
  [5, 5, 5],
  [problemsMax - 1, problemsMax - 1, 10],
  [problemsMax, problemsMax, 10],
  [problemsMax + 1, problemsMax + 1, 10],
  [problemsMax + 20, problemsMax + 1, 10],
])("of %d problems %d lines are answered and %d listed", async (made, answered, listed) => {
  const wrong = Array.from({ length: made }, (_, index) => site(`s${index}`).replace("paths", "oops: 1\n    paths"));
  first.write(`websites:\n${wrong.join("")}`);
  const { body } = await ask("/reload", "POST");
  const problems: unknown = Reflect.get(Object(body), "problems");
  expect(problems).toHaveLength(answered);
  const rest = { file: first.file, line: null, column: null, message: `and ${made - problemsMax} more problems` };
  if (made > problemsMax) expect(problems).toContainEqual(rest);
  const { attempts } = await readConfiguration(database);
  expect(attempts[0]).toMatchObject({ problemCount: answered });
  expect(attempts[0]?.problems).toHaveLength(listed);
});

describe("two servers", () => {
  const watch = (server: string) => watchServers({ db: database, server, version: "0", log });

  test("each knows which of them could not reload, until it can or is gone", async () => {
    await using one = await watch("one:1");
    const two = await watch("two:2");
    await first.reload("signal");
    second.write(bad);
    await second.reload("signal");
    await Promise.all([one.refresh(), two.refresh()]);
    expect([one.withoutReload(), two.withoutReload()]).toEqual([["two:2"], ["two:2"]]);
    expect((await readConfiguration(database)).refusal).toMatchObject({ server: "two:2", problems: [{ line: 4 }, {}] });
    second.write(watching("kept"));
    await second.reload("api");
    await one.refresh();
    expect(one.withoutReload()).toEqual([]);
    second.write(bad);
    await second.reload("api");
    await two[Symbol.asyncDispose]();
    await one.refresh();
    expect(one.withoutReload()).toEqual([]);
    expect((await readConfiguration(database)).refusal).toBeUndefined();
  });

  test.each([
    [serverAliveSeconds - 1, ["two:2"]],
    [serverAliveSeconds + 1, []],
  ])("one that was not heard of for %d s counts: %j", async (seconds, named) => {
    await using one = await watch("one:1");
    await using _two = await watch("two:2");
    second.write(bad);
    await second.reload("signal");
    await database.run(
      (sql) => sql`update server set seen_at = now() - make_interval(secs => ${seconds}) where name = 'two:2'`,
    );
    await one.refresh();
    expect(one.withoutReload()).toEqual(named);
  });

  test("a start that failed is listed and raises nothing", async () => {
    await using one = await watch("one:1");
    const attempt = { server: "three:3", source: "start", outcome: "refused", revision: null, problems: [] } as const;
    await database.run((sql) => insertAttempt(sql, attempt));
    await one.refresh();
    expect(one.withoutReload()).toEqual([]);
    expect((await readConfiguration(database)).attempts).toMatchObject([{ server: "three:3", alive: false }]);
  });
});

describe("a start that its file prevents", () => {
  const at = (url: string | undefined) => ({
    url: url === undefined ? undefined : new Secret(url),
    poolSize: 1,
    poolOverflow: 0,
  });
  const problems = [{ file: "argos.yaml", line: 1, column: 1, message: "wrong" }];

  test("is recorded where the file says at least which database it is", async () => {
    await tellOfBadStart(at(urlOf(address)), problems, log);
    expect((await readConfiguration(database)).attempts).toMatchObject([
      { source: "start", outcome: "refused", alive: false, problems },
    ]);
  });

  test.each([undefined, "postgresql://argos@127.0.0.1:1/argos"])("is told to nobody otherwise: %p", async (url) => {
    await tellOfBadStart(at(url), problems, log);
    expect((await readConfiguration(database)).attempts).toEqual([]);
  });

  test.each([
    ["websites: 1\n", undefined],
    ["general: {db: {url: 'postgresql://a@h/d'}}\nwebsites: 1\n", "postgresql://a@h/d"],
    ["general: {db: {url: 'mysql://a@h/d'}}\nwebsites: 1\n", undefined],
    ["general: [\n", undefined],
  ])("%j names the database %p", (text, url) => {
    const result = loaded(text);
    expect(result.kind === "invalid" ? result.database?.url?.reveal() : "loaded").toBe(url);
  });
});

test("a thousand attempts are kept", async () => {
  await database.run(
    (sql) => sql`
      insert into config_attempt (server, source, outcome)
      select 'x', 'signal', 'applied'
      from generate_series(1, 1000)`,
  );
  const attempt = { server: "one:1", source: "api", outcome: "refused", revision: null, problems: [] } as const;
  await database.run((sql) => insertAttempt(sql, attempt));
  const [row] = await database.run((sql) => sql<{ n: number }[]>`select count(*)::int as n from config_attempt`);
  expect(row?.n).toBe(1000);
});
