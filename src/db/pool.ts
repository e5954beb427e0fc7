import postgres from "postgres";
import type { DatabaseAddress } from "./database-address.ts";
import { socketFile } from "./database-address.ts";

/** The driver's tagged template: outside and inside of a transaction alike. `int8` comes and goes as a number. */
export type Sql = postgres.ISql<{ bigint: number }>;

/** A part of a statement, which is sent with the statement that it is put into. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** A pool of connections of the driver. */
export type Pool = postgres.Sql<{ bigint: number }>;

export interface PoolOptions {
  readonly size: number;
  readonly applicationName: string;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

/** Transactions that wait for their program longer than this are ended by the server. */
const idleInTransactionMs = 10_000;

/**
 * A statement goes to a connection that is free, and waits for the first that is: the driver else sends it to a busy one,
 * where it waits behind a slow statement while others become free. Its types do not know the option.
 */
const oneAtATime = { max_pipeline: 0 };

/**
 * Opens no connection yet. Instants come as Date, `json` parsed, `numeric` as text; `bigint` as a number, and one beyond
 * 2^53 fails its query. Give a JSON parameter as `sql.json(value)`: text with `::jsonb` would become a JSON string.
 */
export function createPool(address: DatabaseAddress, options: PoolOptions): Pool {
  const local = address.host.startsWith("/");
  return postgres({
    ...(local ? { path: socketFile(address.host, address.port) } : { ssl: tlsOptions(address) }),
    host: address.host,
    port: address.port,
    user: address.user,
    ...(address.password === "" ? {} : { password: address.password }),
    database: address.database,
    max: options.size,
    ...oneAtATime,
    idle_timeout: 300,
    connect_timeout: 5,
    backoff: (retries: number) => Math.min(0.05 * 2 ** Math.min(retries, 10), 1) * (0.5 + Math.random() / 2),
    onnotice: () => undefined,
    types: { bigint: { to: 20, from: [20], serialize: String, parse: safeInteger } },
    connection: {
      application_name: options.applicationName,
      statement_timeout: options.statementTimeoutMs,
      lock_timeout: options.lockTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionMs,
      TimeZone: "UTC",
      // Compiling a statement takes half a second, and the longest of ours a third of one.
      jit: "off",
    },
  });
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is too large for a number`);
  return value;
}

function tlsOptions({ tls, tlsAuthorities, host }: DatabaseAddress): "prefer" | "require" | object | false {
  if (tls === "disable") return false;
  if (tls === "prefer" || tls === "require") return tls;
  const verified = { rejectUnauthorized: true, ...(tlsAuthorities ? { ca: tlsAuthorities } : {}) };
  return tls === "verify-ca" ? { ...verified, checkServerIdentity: () => undefined } : { ...verified, host };
}
