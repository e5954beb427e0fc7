import type { Database } from "../../src/db/connect.ts";

/** A database that counts what is sent to it. */
export interface CountedDatabase {
  readonly database: Database;
  /** Statements sent through `run` so far. */
  readonly sent: () => number;
}

/** The same database, counting. A fragment that is put into another statement is not sent by itself: nobody awaits it. */
export function counted(database: Database): CountedDatabase {
  let sent = 0;
  function watch(made: unknown): unknown {
    if (!(made instanceof Promise)) return made;
    const { then } = made;
    // biome-ignore lint/suspicious/noThenProperty: a statement is sent when it is awaited, so that is what is watched.
    Object.defineProperty(made, "then", {
      value(...handlers: unknown[]) {
        sent += 1;
        return Reflect.apply(then, made, handlers);
      },
    });
    return made;
  }
  return {
    database: {
      ...database,
      run: (query, options) =>
        database.run(
          (sql) => query(new Proxy(sql, { apply: (target, self, parts) => watch(Reflect.apply(target, self, parts)) })),
          options,
        ),
    },
    sent: () => sent,
  };
}
