import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ArgosError, messageOf } from "../../base/error.ts";
import type { Logger } from "../../base/log.ts";
import { type Account, accountForPostgres, canReach } from "./account.ts";

/** The directories of one embedded database. */
export interface Place {
  readonly account: Account;
  /** Everything below is in it, but perhaps the sockets. */
  readonly base: string;
  readonly data: string;
  /** Holds the unix socket; only `account` and root may enter, and that is what keeps others out of the database. */
  readonly sockets: string;
  readonly logs: string;
}

/** Path of a unix socket: 108 bytes on Linux and 104 on macOS, one of them the end. */
const socketPathBytesMax = 103;
const socketName = "/.s.PGSQL.5432";
/** Where root's database lives when the state directory cannot be entered by the user who runs PostgreSQL. */
const systemDirectory = "/var/lib/argos";

/**
 * Makes the directories under `stateDirectory`. When root's cannot be entered by the user who runs PostgreSQL they are made in
 * `elsewhere` and linked. Throws ArgosError "database" naming what is in the way.
 */
export function preparePlace(stateDirectory: string, log: Logger, elsewhere: string = systemDirectory): Place {
  const wanted = join(resolve(stateDirectory), "postgresql");
  try {
    makeOpen(resolve(stateDirectory));
    const base = baseDirectory(wanted, { elsewhere, log });
    const account = accountOf(base);
    const place = { account, base, data: join(base, "data"), sockets: socketDirectory(base), logs: join(base, "log") };
    for (const directory of [place.sockets, place.logs]) own(directory, account);
    return place;
  } catch (cause) {
    if (cause instanceof ArgosError) throw cause;
    throw new ArgosError("database", `cannot prepare the database's directory ${wanted}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Whether a database was ever made under `stateDirectory`; makes nothing. */
export function hasEmbeddedDatabase(stateDirectory: string): boolean {
  return existsSync(join(resolve(stateDirectory), "postgresql", "data"));
}

function accountOf(base: string): Account {
  const account = accountForPostgres(join(base, "data"));
  if (account) return account;
  const message = "PostgreSQL refuses to run as root, and there is no user argos, postgres or nobody to run it as";
  throw new ArgosError("unsupported", `${message}: make one, run Argos as another user, or set general.db.url`);
}

function baseDirectory(wanted: string, { elsewhere, log }: { elsewhere: string; log: Logger }): string {
  if (isLink(wanted)) {
    makeOpen(readlinkSync(wanted));
    return realpathSync(wanted);
  }
  if (canReach(accountOf(wanted), wanted)) {
    makeOpen(wanted);
    return realpathSync(wanted);
  }
  const moved = join(elsewhere, `postgresql-${shortHash(wanted)}`);
  makeOpen(moved);
  symlinkSync(moved, wanted);
  log.info("database is kept outside of the state directory, which only root may enter", {
    link: wanted,
    directory: moved,
  });
  return realpathSync(moved);
}

function socketDirectory(base: string): string {
  const near = join(base, "run");
  if (Buffer.byteLength(near + socketName) <= socketPathBytesMax) return near;
  return join(temporaryDirectory(), `argos-${shortHash(base)}`);
}

/** The user's own runtime directory when the system made one, as logind does; a root's could not be entered by PostgreSQL. */
function temporaryDirectory(): string {
  const own = `/run/user/${process.geteuid?.() ?? 0}`;
  return process.geteuid?.() !== 0 && existsSync(own) ? own : "/tmp";
}

/** Makes a directory that only `account` may enter; refuses one that somebody else laid there first. */
function own(directory: string, { uid, gid }: Account): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const stat = lstatSync(directory);
  const self = process.geteuid?.() ?? uid;
  if (!stat.isDirectory() || (stat.uid !== uid && stat.uid !== self)) {
    throw new ArgosError(
      "database",
      `${directory} belongs to user ${stat.uid}, not ${uid}; remove it or set general.db.url`,
    );
  }
  if (stat.uid !== uid) chownSync(directory, uid, gid);
  if ((stat.mode & 0o777) !== 0o700) chmodSync(directory, 0o700);
}

/** Makes what is missing of a path so that all may pass, whatever the umask; what was there keeps its mode. */
function makeOpen(directory: string): void {
  if (existsSync(directory)) return;
  makeOpen(dirname(directory));
  mkdirSync(directory);
  chmodSync(directory, 0o755);
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
