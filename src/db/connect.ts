import { ArgosError } from "../base/error.ts";
import type { Logger } from "../base/log.ts";
import { translateDatabaseError } from "./connection-error.ts";
import { type DatabaseAddress, describeAddress, parseDatabaseUrl } from "./database-address.ts";
import { createPool, type Pool, type Sql } from "./pool.ts";

export interface DatabaseOptions {
  /** `general.db.url`, or the address that the embedded database gives. */
  readonly address: string | DatabaseAddress;
  readonly poolSize: number;
  /** Shown in `pg_stat_activity`, such as `argos serve`. */
  readonly applicationName: string;
  readonly log: Logger;
  /** Every query or transaction ends within this, settled or given up; 5000 unless told. */
  readonly deadlineMs?: number;
  /** The server cancels a statement after this; nine tenths of the deadline unless told. */
  readonly statementTimeoutMs?: number;
}

export interface WorkOptions {
  /** Replaces the deadline of the database for this work. */
  readonly deadlineMs?: number;
}

/**
 * PostgreSQL with a deadline on everything. What could not be reached or did not answer rejects with ArgosError "database";
 * an error of SQL is the driver's PostgresError. After a missed deadline nobody knows whether a write took place: do it so
 * that doing it twice is safe.
 */
export interface Database extends AsyncDisposable {
  readonly address: DatabaseAddress;
  /** Queries on any connection of the pool. A deadline longer than the statement timeout needs `transaction`. */
  run<T>(query: (sql: Sql) => Promise<T>, options?: WorkOptions): Promise<T>;
  /** Commits when `work` resolves, rolls back when it rejects or is late. Await each query before the next. */
  transaction<T>(work: (tx: Sql) => Promise<T>, options?: WorkOptions): Promise<T>;
  /** How busy the pool is. */
  activity(): DatabaseActivity;
  /** A connection of its own without any time limit but for locks, closed when `work` ends: for migrations. */
  session<T>(work: (session: Pool) => Promise<T>): Promise<T>;
}

/** Work that has a connection or waits for one, of how many there are. */
export interface DatabaseActivity {
  readonly running: number;
  readonly poolSize: number;
}

/** The oldest server that Argos knows, as `server_version_num` counts. */
const oldestServerVersion = 140_000;
/** So many deadlines missed one after the other and the pool is taken for broken. */
const missesMax = 3;
/** How long `session` waits for a lock: ten servers that start at once wait for the first one's migrations. */
const sessionLockTimeoutMs = 60_000;

/** Connects and looks at the server's version. Throws ArgosError "database" (or "config" for the URL) saying what to do. */
export async function connectDatabase(options: DatabaseOptions): Promise<Database> {
  const address = typeof options.address === "string" ? parseDatabaseUrl(options.address) : options.address;
  const database = createDatabase(address, options);
  try {
    await refuseOldServer(database);
    return database;
  } catch (thrown) {
    await database[Symbol.asyncDispose]();
    throw thrown;
  }
}

interface Generation {
  readonly pool: Pool;
  misses: number;
}

function createDatabase(address: DatabaseAddress, options: DatabaseOptions): Database {
  const deadlineMs = options.deadlineMs ?? 5000;
  const statementTimeoutMs = options.statementTimeoutMs ?? Math.ceil(deadlineMs * 0.9);
  const { applicationName, log } = options;
  const settings = { applicationName, statementTimeoutMs, lockTimeoutMs: Math.ceil(deadlineMs / 2) };
  const fresh = (): Generation => ({ pool: createPool(address, { ...settings, size: options.poolSize }), misses: 0 });
  let current = fresh();
  let running = 0;

  function missed(generation: Generation): void {
    generation.misses += 1;
    if (generation.misses < missesMax || generation !== current) return;
    log.warning("database pool is rebuilt: queries do not settle", { missed: generation.misses });
    current = fresh();
    void generation.pool.end({ timeout: 1 });
  }

  async function within<T>(limitMs: number, work: (pool: Pool, late: Promise<never>) => Promise<T>): Promise<T> {
    const generation = current;
    const deadline = startDeadline(limitMs, address);
    running += 1;
    try {
      const value = await Promise.race([work(generation.pool, deadline.late), deadline.late]);
      generation.misses = 0;
      return value;
    } catch (thrown) {
      if (thrown !== undefined && thrown === deadline.error) missed(generation);
      else generation.misses = 0;
      throw translateDatabaseError(thrown, address);
    } finally {
      running -= 1;
      deadline.stop();
    }
  }

  return {
    address,
    run: (query, { deadlineMs: limitMs = deadlineMs } = {}) => within(limitMs, (pool) => query(pool)),
    transaction: (work, { deadlineMs: limitMs = deadlineMs } = {}) =>
      within(limitMs, (pool, late) => transact({ pool, late, statementTimeoutMs: Math.ceil(limitMs * 0.9) }, work)),
    activity: () => ({ running, poolSize: options.poolSize }),
    session: (work) => openSession(address, applicationName, work),
    async [Symbol.asyncDispose]() {
      await current.pool.end({ timeout: 5 });
    },
  };
}

interface Transaction {
  readonly pool: Pool;
  /** Rejects at the deadline: the work is rolled back as soon as the connection answers again. */
  readonly late: Promise<never>;
  readonly statementTimeoutMs: number;
}

async function transact<T>(transaction: Transaction, work: (tx: Sql) => Promise<T>): Promise<T> {
  const { pool, late, statementTimeoutMs } = transaction;
  const done: { value: T }[] = [];
  await pool.begin(async (tx) => {
    if (statementTimeoutMs !== pool.options.connection.statement_timeout) {
      await tx`select set_config('statement_timeout', ${String(statementTimeoutMs)}, true)`;
    }
    done.push({ value: await Promise.race([work(tx), late]) });
  });
  const [result] = done;
  if (!result) throw new Error("a transaction was committed without its work");
  return result.value;
}

async function openSession<T>(
  address: DatabaseAddress,
  applicationName: string,
  work: (session: Pool) => Promise<T>,
): Promise<T> {
  const session = createPool(address, {
    size: 1,
    applicationName,
    statementTimeoutMs: 0,
    lockTimeoutMs: sessionLockTimeoutMs,
  });
  try {
    return await work(session);
  } catch (thrown) {
    throw translateDatabaseError(thrown, address);
  } finally {
    await session.end({ timeout: 5 });
  }
}

interface Deadline {
  /** Rejects with `error` once it is over. */
  readonly late: Promise<never>;
  error: ArgosError | undefined;
  stop(): void;
}

function startDeadline(limitMs: number, address: DatabaseAddress): Deadline {
  const { promise: late, reject } = Promise.withResolvers<never>();
  late.catch(() => undefined);
  const deadline: Deadline = { late, error: undefined, stop: () => clearTimeout(timer) };
  const timer = setTimeout(() => {
    deadline.error = lateError(limitMs, address);
    reject(deadline.error);
  }, limitMs);
  return deadline;
}

/** Made when it is needed: an error takes 50 µs to make, which was a tenth of what a page cost. */
function lateError(limitMs: number, address: DatabaseAddress): ArgosError {
  return new ArgosError("database", `PostgreSQL at ${describeAddress(address)} gave no answer in ${limitMs} ms`);
}

async function refuseOldServer(database: Database): Promise<void> {
  const [row] = await database.run(
    (sql) => sql<{ number: number; name: string }[]>`
      select current_setting('server_version_num')::int as number, current_setting('server_version') as name`,
  );
  if (row && row.number >= oldestServerVersion) return;
  const where = describeAddress(database.address);
  throw new ArgosError("database", `PostgreSQL at ${where} is version ${row?.name}; Argos needs 14 or newer`);
}
