import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { ArgosError } from "../../base/error.ts";
import { pause } from "../../base/loop.ts";
import { socketFile } from "../database-address.ts";
import { cannotRun, spawnProgram, tailOf } from "./cluster.ts";
import type { Place } from "./place.ts";

/** Length 8 and the code 1234.5679. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
/** A server that does not answer by then is asked again. */
const answerLimitMs = 2000;

/** A server that runs on the data directory, as its `postmaster.pid` tells. */
export interface Postmaster {
  readonly pid: number;
  /** Where its socket is; an earlier Argos may have chosen another directory. */
  readonly sockets: string;
}

/** How long a start may take: recovery after a crash replays up to `max_wal_size`. */
const startLimitMs = 120_000;
/** A fast shutdown writes a checkpoint; after this the server is told to leave at once, and recovers at the next start. */
const fastStopLimitMs = 30_000;
const immediateStopLimitMs = 10_000;
const pollMs = 10;

const settings: Readonly<Record<string, string>> = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  max_connections: "60",
  shared_buffers: "128MB",
  wal_compression: "on",
  max_wal_size: "1GB",
  checkpoint_timeout: "15min",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  logging_collector: "on",
  log_filename: "postgresql-%a.log",
  log_truncate_on_rotation: "on",
  log_rotation_age: "1d",
  log_rotation_size: "0",
  log_line_prefix: "%m [%p] %a ",
};

/** The server that answers on the data directory, whoever started it; undefined when none does. */
export async function findPostmaster(place: Place): Promise<Postmaster | undefined> {
  const giveUpAt = performance.now() + startLimitMs;
  while (performance.now() < giveUpAt) {
    const found = readPidFile(place);
    if (!found || !isAlive(found.pid) || !isPostgres(found.pid)) return undefined;
    if (found.status === "ready" && (await takesConnections(found.sockets))) {
      return { pid: found.pid, sockets: found.sockets };
    }
    await pause(pollMs, never);
  }
  return undefined;
}

/** Starts the server and waits until it takes connections. Throws ArgosError "database" with its last words. */
export async function startPostmaster(place: Place, programs: string): Promise<Postmaster> {
  const log = join(place.base, "start.log");
  const paths = { unix_socket_directories: place.sockets, log_directory: place.logs };
  const args = [
    "-D",
    place.data,
    ...Object.entries({ ...settings, ...paths }).flatMap(([key, value]) => ["-c", `${key}=${value}`]),
  ];
  const child = spawnProgram(place.account, programs, { program: "postgres", args, log });
  child.unref();
  const ended = endOf(child, programs);
  const giveUpAt = performance.now() + startLimitMs;
  while (performance.now() < giveUpAt) {
    const found = readPidFile(place);
    if (found?.pid === child.pid && found?.status === "ready") return { pid: found.pid, sockets: found.sockets };
    if (await Promise.race([ended, pause(pollMs, never).then(() => false)])) {
      throw new ArgosError(
        "database",
        `PostgreSQL did not start on ${place.data}: ${tailOf(log) || `see ${place.logs}`}`,
      );
    }
  }
  child.kill("SIGQUIT");
  throw new ArgosError("database", `PostgreSQL took more than ${startLimitMs / 1000} s to start; see ${place.logs}`);
}

/** Ends the server: with a checkpoint when it manages in time, else at once. Resolves when it is gone. */
export async function stopPostmaster({ pid }: Postmaster): Promise<void> {
  if (await endsAfter(pid, "SIGINT", fastStopLimitMs)) return;
  await endsAfter(pid, "SIGQUIT", immediateStopLimitMs);
}

/** Whether a process with this id runs; one that nobody has reaped yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readIfThere(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}

const never = new AbortController().signal;

async function endsAfter(pid: number, signal: NodeJS.Signals, limitMs: number): Promise<boolean> {
  if (!isAlive(pid)) return true;
  process.kill(pid, signal);
  const giveUpAt = performance.now() + limitMs;
  while (performance.now() < giveUpAt) {
    if (!isAlive(pid)) return true;
    await pause(pollMs, never);
  }
  return false;
}

/**
 * Whether the server answers, not only its socket: one that was just killed still takes connections until the kernel has torn
 * it down. Asks for TLS (PostgreSQL manual §54.2.12), which any living server answers with one byte.
 */
function takesConnections(sockets: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketFile(sockets, 5432));
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => socket.write(sslRequest));
    socket.once("data", () => end(true));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
    socket.setTimeout(answerLimitMs, () => end(false));
  });
}

/** True when the child ended; rejects when it could not be started. */
function endOf(child: ChildProcess, programs: string): Promise<true> {
  const ended = new Promise<true>((resolve, reject) => {
    child.once("error", (cause) => reject(cannotRun(programs, cause)));
    child.once("exit", () => resolve(true));
  });
  ended.catch(() => undefined);
  return ended;
}

/** Lines of `postmaster.pid`: pid, data directory, start time, port, socket directory, listen address, memory key, status. */
function readPidFile(place: Place): (Postmaster & { readonly status: string }) | undefined {
  const lines = readIfThere(join(place.data, "postmaster.pid")).split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, sockets: (lines[4] ?? "").trim(), status: (lines[7] ?? "").trim() };
}

/** After a restart of the machine the number may be another process's. On systems without /proc the number is trusted. */
function isPostgres(pid: number): boolean {
  return !existsSync("/proc/self/comm") || readIfThere(`/proc/${pid}/comm`).startsWith("postgres");
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
