import type { ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { accountForPostgres } from "../../src/db/embedded/account.ts";
import { spawnProgram } from "../../src/db/embedded/cluster.ts";
import { eventually } from "./argos.ts";
import { makeOpenDirectory } from "./open-directory.ts";

/** A server of the machine's own PostgreSQL that lives as long as the tests. */
export interface SystemPostgres extends AsyncDisposable {
  readonly url: string;
  /** The major version: "15". */
  readonly version: string;
}

/** Where Debian puts each version. */
const versionsFolder = "/usr/lib/postgresql";

/** Starts the newest PostgreSQL that Debian installed, in a new directory; undefined when there is none. */
export async function startSystemPostgres(): Promise<SystemPostgres | undefined> {
  const account = accountForPostgres("/nonexistent");
  const version = installedVersions().at(-1);
  if (!account || !version) return undefined;
  const programs = join(versionsFolder, version);
  const base = makeOpenDirectory("argos-pg-");
  const data = join(base, "data");
  mkdirSync(data, { mode: 0o700 });
  chownSync(data, account.uid, account.gid);
  const init = ["-D", data, "-U", "argos", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
  await ended(spawnProgram(account, programs, { program: "initdb", args: init, log: join(base, "initdb.log") }));
  const settings = ["listen_addresses=", `unix_socket_directories=${data}`, "max_connections=60", "fsync=off"];
  const args = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  const server = spawnProgram(account, programs, { program: "postgres", args, log: join(base, "server.log") });
  await untilReady(join(data, "postmaster.pid"));
  return {
    url: `postgresql://argos@/postgres?host=${data}`,
    version,
    async [Symbol.asyncDispose]() {
      server.kill("SIGINT");
      await ended(server);
      rmSync(base, { recursive: true, force: true });
    },
  };
}

function installedVersions(): readonly string[] {
  if (!existsSync(versionsFolder)) return [];
  const versions = readdirSync(versionsFolder).filter((name) => existsSync(join(versionsFolder, name, "bin/postgres")));
  return versions.filter((name) => Number(name) >= 14).sort((a, b) => Number(a) - Number(b));
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once("exit", resolve));
}

/** The last line of the file is the server's state: there is a socket before it takes connections. */
async function untilReady(file: string): Promise<void> {
  const isReady = () => existsSync(file) && /^ready\s*$/m.test(readFileSync(file, "utf8"));
  await eventually(async () => isReady(), "PostgreSQL to take connections");
}
