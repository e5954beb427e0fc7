import { join } from "node:path";
import { ArgosError, messageOf } from "../../base/error.ts";
import type { Logger } from "../../base/log.ts";
import { pause, startLoop } from "../../base/loop.ts";
import { connectDatabase } from "../connect.ts";
import type { DatabaseAddress } from "../database-address.ts";
import { embeddedDatabase, embeddedUser, prepareCluster } from "./cluster.ts";
import { installPrograms } from "./install.ts";
import { openProcessLock, type ProcessLock } from "./lock.ts";
import { type Place, preparePlace } from "./place.ts";
import { findPostmaster, isAlive, type Postmaster, startPostmaster, stopPostmaster } from "./postmaster.ts";

export interface EmbeddedOptions {
  /** `state` of the program; the database takes `postgresql` in it. */
  readonly stateDirectory: string;
  readonly log: Logger;
  readonly signal?: AbortSignal;
}

/** A PostgreSQL of our own. Disposing stops it when no other Argos uses it. */
export interface EmbeddedDatabase extends AsyncDisposable {
  readonly address: DatabaseAddress;
  readonly dataDirectory: string;
}

/** How long to wait for another Argos that starts or stops the same database. */
const turnLimitMs = 180_000;
const watchMs = 500;
const startAttempts = 40;

/**
 * Starts PostgreSQL in the state directory, or adopts the one that runs there: after a kill -9 of an earlier Argos, or because
 * another one uses it now. Whoever leaves last stops it, and whoever sees it die restarts it. Throws ArgosError "unsupported"
 * where it cannot run, or "database", naming what to do.
 */
export async function startEmbedded({ stateDirectory, log, signal }: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const place = preparePlace(stateDirectory, log);
  using locks = new DisposableStack();
  const turn = locks.use(openProcessLock(join(place.base, "turn.lock")));
  const users = locks.use(openProcessLock(join(place.base, "users.lock")));
  const running = { postmaster: await begin(), stopped: false };
  const watch = startLoop(revive, {
    name: "database",
    everyMs: watchMs,
    onError: (thrown) => log.error("cannot start the database again", { error: messageOf(thrown) }),
  });

  async function begin(): Promise<Postmaster> {
    await takeTurn(turn, place, signal);
    try {
      const postmaster = await adoptOrStart(place, log);
      if (!users.tryShared()) throw new ArgosError("database", `${place.base}/users.lock is held by a foreign process`);
      return postmaster;
    } finally {
      turn.release();
    }
  }

  async function revive(): Promise<void> {
    if (isAlive(running.postmaster.pid)) return;
    log.warning("database has ended by itself and is started again", { pid: running.postmaster.pid });
    running.postmaster = await begin();
  }

  const held = locks.move();
  return {
    address: addressOf(running.postmaster.sockets),
    dataDirectory: place.data,
    async [Symbol.asyncDispose]() {
      if (running.stopped) return;
      running.stopped = true;
      await watch[Symbol.asyncDispose]();
      using _locks = held;
      await takeTurn(turn, place);
      users.release();
      if (users.tryExclusive()) await stopPostmaster(running.postmaster);
    },
  };
}

async function adoptOrStart(place: Place, log: Logger): Promise<Postmaster> {
  const found = await findPostmaster(place);
  if (found) {
    log.info("database runs already and is used as it is", { pid: found.pid });
    return found;
  }
  const programs = await installPrograms(place.base);
  await prepareCluster(place, programs);
  const postmaster = await startAfterCrash(place, programs);
  await ensureDatabase(postmaster, log);
  log.info("database started", { pid: postmaster.pid, directory: place.data });
  return postmaster;
}

/** A server that was killed holds its memory until its processes notice, and its number until somebody reaps it. */
async function startAfterCrash(place: Place, programs: string): Promise<Postmaster> {
  for (let attempt = 1; attempt < startAttempts; attempt += 1) {
    try {
      return await startPostmaster(place, programs);
    } catch (thrown) {
      if (!/memory block .* is still in use|"postmaster.pid" already exists/.test(messageOf(thrown))) throw thrown;
      await pause(250, new AbortController().signal);
    }
  }
  return await startPostmaster(place, programs);
}

/** `initdb` makes no database of ours; a start that was killed in between is mended by the next. */
async function ensureDatabase(postmaster: Postmaster, log: Logger): Promise<void> {
  const address = { ...addressOf(postmaster.sockets), database: "postgres" };
  await using database = await connectDatabase({
    address,
    poolSize: 1,
    applicationName: "argos start",
    log,
    deadlineMs: 60_000,
  });
  await database.run(async (sql) => {
    const [found] = await sql`select from pg_database where datname = ${embeddedDatabase}`;
    if (!found) await sql`create database ${sql(embeddedDatabase)}`;
  });
}

function addressOf(sockets: string): DatabaseAddress {
  return { host: sockets, port: 5432, user: embeddedUser, password: "", database: embeddedDatabase, tls: "disable" };
}

async function takeTurn(turn: ProcessLock, place: Place, signal = new AbortController().signal): Promise<void> {
  const giveUpAt = performance.now() + turnLimitMs;
  while (!turn.tryExclusive()) {
    signal.throwIfAborted();
    if (performance.now() > giveUpAt) {
      throw new ArgosError(
        "database",
        `another Argos has been starting or stopping ${place.base} for ${turnLimitMs / 60_000} minutes`,
      );
    }
    await pause(50, signal);
  }
}
