import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ArgosError, messageOf } from "../../base/error.ts";
import { codeOf } from "../connection-error.ts";
import type { Account } from "./account.ts";
import { unsupported } from "./install.ts";
import type { Place } from "./place.ts";

/** The superuser and the database that are made: only who may enter the socket's directory gets so far. */
export const embeddedUser = "argos";
export const embeddedDatabase = "argos";

/**
 * Makes the data directory when there is none; a run that was killed leaves only `data.new`, which the next one removes.
 * Throws ArgosError: "unsupported" when the programs cannot run here, "database" when the data are of another PostgreSQL.
 */
export async function prepareCluster(place: Place, programs: string): Promise<void> {
  const versionFile = join(place.data, "PG_VERSION");
  if (existsSync(versionFile)) return refuseOtherVersion(place.data, versionFile, programs);
  const half = `${place.data}.new`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  chownSync(half, place.account.uid, place.account.gid);
  const log = join(place.base, "initdb.log");
  const code = await exitCode(
    spawnProgram(place.account, programs, { program: "initdb", args: initArguments(half), log }),
  );
  if (code !== 0) throw initFailure(place, log);
  renameSync(half, place.data);
}

export interface ProgramCall {
  readonly program: "initdb" | "postgres";
  readonly args: readonly string[];
  /** Replaced by what the program says. */
  readonly log: string;
}

/** Starts a program in a session of its own, so that Ctrl-C in our terminal ends us and not the database under us. */
export function spawnProgram({ uid, gid }: Account, programs: string, call: ProgramCall): ChildProcess {
  const log = openSync(call.log, "w", 0o600);
  const libraries = join(programs, "lib");
  try {
    return spawn(join(programs, "bin", call.program), call.args, {
      cwd: "/",
      detached: true,
      stdio: ["ignore", log, log],
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", LD_LIBRARY_PATH: libraries, DYLD_LIBRARY_PATH: libraries },
      ...(process.geteuid?.() === 0 ? { uid, gid } : {}),
    });
  } catch (cause) {
    throw cannotRun(programs, cause);
  } finally {
    closeSync(log);
  }
}

/** What to say when a program of PostgreSQL could not even be started. */
export function cannotRun(programs: string, cause: unknown): ArgosError {
  const why = codeOf(cause) === "EACCES" ? "the file system may be mounted noexec" : "glibc 2.17 or newer is needed";
  return unsupported(`cannot run PostgreSQL from ${programs}: ${why} (${messageOf(cause)})`, cause);
}

/** The last lines of a log, for a message; empty when there is none. */
export function tailOf(file: string): string {
  if (!existsSync(file)) return "";
  return readFileSync(file, "utf8").trim().split("\n").slice(-5).join(" | ").slice(-600);
}

function initArguments(directory: string): readonly string[] {
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  return ["-D", directory, "-U", embeddedUser, "--auth=trust", "--no-instructions", ...locale];
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(cannotRun(child.spawnfile, cause)));
    child.once("exit", (code) => resolve(code));
  });
}

function initFailure({ account, data }: Place, log: string): ArgosError {
  const said = tailOf(log);
  if (said.includes("could not look up effective user ID")) {
    const message = `the user ${account.uid} that runs Argos has no entry in /etc/passwd, and PostgreSQL's initdb needs one`;
    return unsupported(`${message}: add one`);
  }
  if (/cannot open shared object|GLIBC_|not found/.test(said))
    return unsupported(`PostgreSQL cannot run here: ${said}`);
  return new ArgosError("database", `cannot make the database in ${data}: ${said || `see ${log}`}`);
}

function refuseOtherVersion(data: string, versionFile: string, programs: string): void {
  const found = readFileSync(versionFile, "utf8").trim();
  const ours = /postgresql-(\d+)/.exec(programs)?.[1] ?? "";
  if (found === ours) return;
  throw new ArgosError(
    "database",
    `the data in ${data} are of PostgreSQL ${found} and this Argos carries ${ours}: dump them with the Argos that made them and restore, or set general.db.url to a PostgreSQL ${found} that serves them`,
  );
}
