import { ArgosError, messageOf } from "../base/error.ts";
import { type DatabaseAddress, describeAddress } from "./database-address.ts";

/** What to do about errors that mean "the server was not reached", by the code of the system, the driver or PostgreSQL. */
const advice: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there; is PostgreSQL running?",
  ENOENT: "there is no socket there; is PostgreSQL running?",
  EACCES: "this user may not open the socket",
  ENOTFOUND: "the host name is unknown",
  EAI_AGAIN: "the resolver does not answer for the host name",
  ETIMEDOUT: "no answer",
  EHOSTUNREACH: "there is no route to the host",
  ENETUNREACH: "there is no route to the network",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
  CONNECT_TIMEOUT: "no answer",
  CONNECTION_CLOSED: "the connection was closed",
  CONNECTION_DESTROYED: "the connection was given up",
  CONNECTION_ENDED: "the connection is closed, Argos is stopping",
  "28P01": "the password is wrong",
  "28000": "the server refuses this user (pg_hba.conf)",
  "3D000": "the database does not exist; create it with: createdb",
  "53300": "the server has no connection left (max_connections)",
  "57P01": "the server is shutting down",
  "57P02": "the server is restarting after a crash",
  "57P03": "the server is starting up or shutting down",
};

/**
 * What the caller should see of `thrown`: an ArgosError "database" when PostgreSQL could not be reached, else `thrown` itself,
 * such as a PostgresError of a broken constraint. Holds no password.
 */
export function translateDatabaseError(thrown: unknown, address: DatabaseAddress): unknown {
  if (thrown instanceof ArgosError) return thrown;
  const code = codeOf(thrown);
  const known = advice[code] ?? (/CERT|TLS|SSL|SELF_SIGNED/.test(code) ? "TLS failed" : undefined);
  if (known === undefined) return thrown;
  const where = `${describeAddress(address)} as user "${address.user}"`;
  const message = `cannot reach PostgreSQL at ${where} (general.db.url): ${known} (${messageOf(thrown)})`;
  return new ArgosError("database", message, { cause: thrown });
}

/** The code of an error of the system, the driver or PostgreSQL (SQLSTATE); empty when it has none. */
export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error) || !("code" in thrown)) return "";
  return typeof thrown.code === "string" ? thrown.code : "";
}
