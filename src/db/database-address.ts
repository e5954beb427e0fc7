import { existsSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { splitDatabaseUrl } from "../base/database-url.ts";
import { ArgosError, messageOf } from "../base/error.ts";

/** How the connection is protected: words of libpq's `sslmode`, and `prefer` is its default. */
const tlsModes = ["disable", "prefer", "require", "verify-ca", "verify-full"] as const;
export type TlsMode = (typeof tlsModes)[number];

/** Where a database is and who asks for it. */
export interface DatabaseAddress {
  /** A host name or address; or a directory, starting with `/`, that holds the server's unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Empty when none was given: the driver then looks at `PGPASSWORD`. */
  readonly password: string;
  readonly database: string;
  readonly tls: TlsMode;
  /** PEM text of the authorities to trust instead of the system's. */
  readonly tlsAuthorities?: string;
}

/** Directories where distributions put the socket of PostgreSQL; Debian's and Red Hat's first. */
const socketDirectories = ["/run/postgresql", "/var/run/postgresql", "/tmp"];

/**
 * Reads `general.db.url`: libpq's URL (PostgreSQL manual §34.1.1.2) and SQLAlchemy's, whose driver part (`+psycopg2`) is
 * ignored. Without a host the local unix socket is meant. Throws ArgosError "config" that never repeats a password.
 */
export function parseDatabaseUrl(text: string): DatabaseAddress {
  const parts = splitDatabaseUrl(text);
  if ("fault" in parts) throw new ArgosError("config", `general.db.url: ${parts.fault}`);
  const { credentials, path } = parts;
  const options = new URLSearchParams(parts.query);
  const [user = "", ...password] = credentials.split(":");
  const host = options.get("host") ?? decoded(parts.host).replace(/^\[|\]$/g, "");
  const port = Number(parts.port || (options.get("port") ?? 5432));
  const name = decoded(user) || options.get("user") || currentUser();
  const address = {
    host: host || localHost(port),
    port,
    user: name,
    password: decoded(password.join(":")) || options.get("password") || "",
    database: decoded(path) || options.get("dbname") || name,
  };
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new ArgosError("config", "general.db.url: the port of a PostgreSQL URL is 1 to 65535");
  return { ...address, ...tlsOf(address.host, options) };
}

/** `host:port`, or the path of the socket, with the database's name: for messages. */
export function describeAddress({ host, port, database }: DatabaseAddress): string {
  if (host.startsWith("/")) return `${socketFile(host, port)} (database "${database}")`;
  return `${host.includes(":") ? `[${host}]` : host}:${port} (database "${database}")`;
}

/** The socket file of the server that listens in `directory`. */
export function socketFile(directory: string, port: number): string {
  return `${directory}/.s.PGSQL.${port}`;
}

function localHost(port: number): string {
  return socketDirectories.find((directory) => existsSync(socketFile(directory, port))) ?? "localhost";
}

function tlsOf(host: string, options: URLSearchParams): Pick<DatabaseAddress, "tls" | "tlsAuthorities"> {
  const asked = options.get("sslmode") ?? (isLocal(host) ? "disable" : "prefer");
  const tls = tlsModes.find((mode) => mode === (asked === "allow" ? "prefer" : asked));
  if (!tls) {
    throw new ArgosError("config", `general.db.url: sslmode "${asked}" is not one of ${tlsModes.join(", ")}`);
  }
  const file = options.get("sslrootcert");
  return file && file !== "system" ? { tls, tlsAuthorities: readAuthorities(file) } : { tls };
}

function isLocal(host: string): boolean {
  return host.startsWith("/") || host === "localhost" || host === "::1" || host.startsWith("127.");
}

function readAuthorities(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new ArgosError("config", `general.db.url: cannot read sslrootcert ${file}: ${messageOf(cause)}`, { cause });
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ArgosError("config", "general.db.url holds a % that starts no escape; write a % of a password as %25");
  }
}

function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "postgres";
  }
}
