import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../src/base/error.ts";
import { loggerOf } from "../../src/base/log.ts";
import { prepareCluster } from "../../src/db/embedded/cluster.ts";
import { installPrograms } from "../../src/db/embedded/install.ts";
import { preparePlace } from "../../src/db/embedded/place.ts";
import { isAlive } from "../../src/db/embedded/postmaster.ts";
import { type EmbeddedDatabase, startEmbedded } from "../../src/db/embedded/start.ts";
import { eventually } from "../harness/argos.ts";
import { connect } from "../harness/database.ts";
import { waitLimitMs } from "../harness/limits.ts";
import { anybody, makeOpenDirectory } from "../harness/open-directory.ts";

const log = loggerOf("test");
const isRoot = process.geteuid?.() === 0;
const made: string[] = [];

afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

test("a first start makes a database whose rows are there again after a stop", async () => {
  const stateDirectory = aStateDirectory();
  {
    await using embedded = await startEmbedded({ stateDirectory, log });
    await write(embedded, 1);
  }
  await using embedded = await startEmbedded({ stateDirectory, log });
  expect(await countRows(embedded)).toBe(1);
});

test("disposing stops the server", async () => {
  const embedded = await startEmbedded({ stateDirectory: aStateDirectory(), log });
  const pid = pidOf(embedded);
  expect(isAlive(pid)).toBe(true);
  await embedded[Symbol.asyncDispose]();
  expect(isAlive(pid)).toBe(false);
});

test("the server of an Argos that was killed is adopted, and stopped in the end", async () => {
  const stateDirectory = aStateDirectory();
  const holder = startHolder(stateDirectory);
  expect(await firstLine(holder)).toBe("ready");
  holder.kill("SIGKILL");
  await holder.exited;
  const embedded = await startEmbedded({ stateDirectory, log });
  const pid = pidOf(embedded);
  await write(embedded, 1);
  expect(await countRows(embedded)).toBe(1);
  await embedded[Symbol.asyncDispose]();
  expect(isAlive(pid)).toBe(false);
});

test("when Argos and its server were both killed, the next start recovers", async () => {
  const stateDirectory = aStateDirectory();
  const holder = startHolder(stateDirectory);
  expect(await firstLine(holder)).toBe("ready");
  const pid = pidOf({ dataDirectory: join(stateDirectory, "postgresql", "data") });
  holder.kill("SIGKILL");
  process.kill(pid, "SIGKILL");
  await holder.exited;
  await using embedded = await startEmbedded({ stateDirectory, log });
  expect(await countRows(embedded)).toBe(0);
});

test("several who start at once share one server, and the last to leave stops it", async () => {
  const stateDirectory = aStateDirectory();
  const holder = startHolder(stateDirectory);
  const here = await Promise.all([1, 2, 3].map(() => startEmbedded({ stateDirectory, log })));
  expect(await firstLine(holder)).toBe("ready");
  expect(new Set(here.map(pidOf)).size).toBe(1);
  const [first] = here;
  const pid = first ? pidOf(first) : 0;
  for (const one of here) await one[Symbol.asyncDispose]();
  expect(isAlive(pid)).toBe(true);
  holder.kill("SIGTERM");
  await holder.exited;
  expect(isAlive(pid)).toBe(false);
});

test("a server that is killed is started again, with every row that was committed", async () => {
  await using embedded = await startEmbedded({ stateDirectory: aStateDirectory(), log });
  await using database = await connect(embedded.address);
  await database.run((sql) => sql`create table seen (id int)`);
  const insert = () =>
    database
      .run((sql) => sql`insert into seen values (1)`, { deadlineMs: 2000 })
      .then(
        () => 1,
        () => 0,
      );
  let committed = 0;
  const insertUntil = async (isEnough: () => boolean) => {
    const giveUpAt = performance.now() + waitLimitMs;
    while (!isEnough() && performance.now() < giveUpAt) committed += await insert();
  };
  for (const enough of [50, 100]) {
    await insertUntil(() => committed >= enough);
    const killed = pidOf(embedded);
    process.kill(killed, "SIGKILL");
    await insertUntil(() => pidOf(embedded) !== killed);
    expect(pidOf(embedded)).not.toBe(killed);
  }
  const count = () =>
    database.run((sql) => sql<{ count: number }[]>`select count(*) as count from seen`, { deadlineMs: 2000 });
  const [row] = await eventually(count, "the server to be up again");
  expect(committed).toBeGreaterThanOrEqual(100);
  expect(row?.count).toBeGreaterThanOrEqual(committed);
});

test("a first start that was killed half way is done again", async () => {
  const stateDirectory = aStateDirectory();
  const half = join(stateDirectory, "postgresql", "data.new");
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, "PG_VERSION"), "18\n");
  await using embedded = await startEmbedded({ stateDirectory, log });
  expect(await countRows(embedded)).toBe(0);
});

test("a path too long for a socket gets its socket elsewhere", async () => {
  const stateDirectory = join(aStateDirectory(), "d".repeat(100));
  await using embedded = await startEmbedded({ stateDirectory, log });
  made.push(embedded.address.host);
  expect(embedded.address.host.length).toBeLessThan(60);
  expect(statSync(embedded.address.host).mode & 0o777).toBe(0o700);
  expect(await countRows(embedded)).toBe(0);
});

describe("refuses with what to do", () => {
  test("data of another PostgreSQL", async () => {
    const stateDirectory = aStateDirectory();
    const data = join(stateDirectory, "postgresql", "data");
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, "PG_VERSION"), "17\n");
    expect(await failure(stateDirectory)).toContain("are of PostgreSQL 17 and this Argos carries 18");
  });

  test("programs that may not run", async () => {
    const stateDirectory = aStateDirectory();
    const once = await startEmbedded({ stateDirectory, log });
    await once[Symbol.asyncDispose]();
    const [programs] = new Bun.Glob("postgresql-*/bin").scanSync({
      cwd: join(stateDirectory, "postgresql"),
      onlyFiles: false,
    });
    chmodSync(join(stateDirectory, "postgresql", programs ?? "", "postgres"), 0o644);
    const message = await failure(stateDirectory);
    expect(message).toContain("noexec");
    expect(message).toContain("set general.db.url");
  });

  test("a state directory that cannot be made", async () => {
    const file = join(aStateDirectory(), "file");
    writeFileSync(file, "");
    expect(await failure(join(file, "state"))).toContain("cannot prepare the database's directory");
  });

  test("data that PostgreSQL cannot read, with its last words", async () => {
    const stateDirectory = aStateDirectory();
    const once = await startEmbedded({ stateDirectory, log });
    await once[Symbol.asyncDispose]();
    writeFileSync(join(once.dataDirectory, "postgresql.conf"), "nonsense = on\n");
    expect(await failure(stateDirectory)).toContain('unrecognized configuration parameter "nonsense"');
  });
});

if (isRoot) {
  test("for root the server runs as another user, the same at each start", async () => {
    const stateDirectory = aStateDirectory();
    const uids: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      await using embedded = await startEmbedded({ stateDirectory, log });
      uids.push(statSync(`/proc/${pidOf(embedded)}`).uid);
    }
    expect(uids[0]).not.toBe(0);
    expect(uids[1]).toBe(uids[0] ?? -1);
  });

  test("root's state that others may not enter is kept elsewhere, and found there again", () => {
    const closed = aStateDirectory();
    const elsewhere = aStateDirectory();
    chmodSync(closed, 0o700);
    const place = preparePlace(closed, log, elsewhere);
    expect(place.base.startsWith(elsewhere)).toBe(true);
    expect(preparePlace(closed, log, "/nonexistent").base).toBe(place.base);
  });

  test("a strict umask of root's does not lock PostgreSQL out", async () => {
    const before = process.umask(0o077);
    try {
      await using embedded = await startEmbedded({ stateDirectory: join(aStateDirectory(), "new"), log });
      expect(await countRows(embedded)).toBe(0);
    } finally {
      process.umask(before);
    }
  });

  test("a user without an entry in passwd is told so", async () => {
    // initdb alone runs as that user, from where everybody may go: a clone may lie below a folder that it cannot enter.
    const base = join(aStateDirectory(), "postgresql");
    mkdirSync(base);
    chmodSync(base, 0o755);
    const programs = await installPrograms(base);
    const place = { account: anybody, base, data: join(base, "data"), sockets: join(base, "run"), logs: base };
    const refused = await prepareCluster(place, programs).catch(messageOf);
    expect(refused).toContain(`the user ${anybody.uid} that runs Argos has no entry in /etc/passwd`);
    expect(refused).toContain("general.db.url");
  });
}

function aStateDirectory(): string {
  const directory = makeOpenDirectory("argos-embedded-");
  made.push(directory);
  return directory;
}

function startHolder(stateDirectory: string) {
  const program = new URL("../harness/embedded-holder.ts", import.meta.url).pathname;
  return Bun.spawn([process.execPath, program, stateDirectory], { stderr: "inherit" });
}

async function firstLine(holder: { readonly stdout: ReadableStream<Uint8Array> }): Promise<string> {
  let text = "";
  for await (const chunk of holder.stdout) {
    text += Buffer.from(chunk).toString();
    if (text.includes("\n")) break;
  }
  return text.split("\n")[0] ?? "";
}

function pidOf({ dataDirectory }: Pick<EmbeddedDatabase, "dataDirectory">): number {
  const file = join(dataDirectory, "postmaster.pid");
  return existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) : 0;
}

async function write({ address }: EmbeddedDatabase, id: number): Promise<void> {
  await using database = await connect(address);
  await database.run((sql) => sql`create table if not exists kept (id int)`);
  await database.run((sql) => sql`insert into kept values (${id})`);
}

async function countRows({ address }: EmbeddedDatabase): Promise<number> {
  await using database = await connect(address);
  await database.run((sql) => sql`create table if not exists kept (id int)`);
  return (await database.run((sql) => sql`select id from kept`)).length;
}

async function failure(stateDirectory: string): Promise<string> {
  try {
    await using _unexpected = await startEmbedded({ stateDirectory, log });
    return "started";
  } catch (thrown) {
    return String(thrown);
  }
}
