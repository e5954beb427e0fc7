import { Database } from "bun:sqlite";
import { ArgosError, messageOf } from "../../base/error.ts";

/** A lock between processes that the system releases when its holder dies, however it dies. */
export interface ProcessLock extends Disposable {
  /** True when nobody else holds it in any way; taken until `release`. Gives up what was held before. */
  tryExclusive(): boolean;
  /** True when nobody holds it exclusively; taken until `release`. Gives up what was held before. */
  tryShared(): boolean;
  release(): void;
}

/**
 * The lock is SQLite's on an empty database: the only one of Bun that ends with its process, kill -9 included.
 * Keep the returned object: when it is collected the lock is gone. Throws ArgosError "database" when the file cannot be written.
 */
export function openProcessLock(file: string): ProcessLock {
  const handle = openHandle(file);

  function release(): void {
    if (handle.inTransaction) handle.run("rollback");
  }

  function attempt(statements: readonly string[]): boolean {
    release();
    try {
      for (const statement of statements) handle.run(statement);
      return true;
    } catch (thrown) {
      release();
      if (/locked|busy/i.test(messageOf(thrown))) return false;
      throw thrown;
    }
  }

  return {
    tryExclusive: () => attempt(["begin exclusive"]),
    tryShared: () => attempt(["begin", "select count(*) from sqlite_master"]),
    release,
    [Symbol.dispose]() {
      release();
      handle.close();
    },
  };
}

function openHandle(file: string): Database {
  try {
    return new Database(file, { create: true, readwrite: true });
  } catch (cause) {
    const message = `cannot write ${file}: ${messageOf(cause)}; run Argos as the user who owns the state directory`;
    throw new ArgosError("database", message, { cause });
  }
}
