import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseAddress } from "../../src/db/database-address.ts";
import { waitLimitMs } from "./limits.ts";
import { makeOpenDirectory } from "./open-directory.ts";

/** The compiled binary, as users get it. */
export const binary = join(import.meta.dir, "../../dist/argos");

/** A process of the binary. Its log is kept, so that a test that fails can show it. */
export interface ArgosProcess extends AsyncDisposable {
  readonly pid: number;
  readonly logFile: string;
  readonly exited: Promise<number>;
  kill(signal: NodeJS.Signals): void;
  log(): Promise<string>;
}

/** Starts the binary with a clean environment in an empty folder; disposing sends SIGTERM and waits. */
export function startArgos(
  args: readonly string[],
  run: { readonly directory: string; readonly name: string; readonly env?: Readonly<Record<string, string>> },
): ArgosProcess {
  if (!existsSync(binary)) throw new Error(`there is no ${binary}: run \`bun run build\` first`);
  const logFile = join(run.directory, `${run.name}.log`);
  const child = Bun.spawn([binary, ...args], {
    cwd: run.directory,
    env: { PATH: process.env.PATH ?? "", HOME: run.directory, ...run.env },
    stdio: ["ignore", Bun.file(logFile), Bun.file(logFile)],
  });
  return {
    pid: child.pid,
    logFile,
    exited: child.exited,
    kill: (signal) => child.kill(signal),
    log: () => Bun.file(logFile).text(),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await child.exited;
    },
  };
}

/** Runs the binary to its end, with a clean environment. */
export async function runArgos(
  args: readonly string[],
  run: { readonly directory: string; readonly env?: Readonly<Record<string, string>> },
): Promise<{ readonly out: string; readonly err: string; readonly code: number }> {
  if (!existsSync(binary)) throw new Error(`there is no ${binary}: run \`bun run build\` first`);
  const child = Bun.spawn([binary, ...args], {
    cwd: run.directory,
    env: { PATH: process.env.PATH ?? "", HOME: run.directory, ...run.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, err, code };
}

/** A folder of the test's own, removed when it is disposed. */
export function temporaryDirectory(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "argos-e2e-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A folder that the user who runs PostgreSQL may enter, for an embedded database of the test's own. */
export function stateDirectory(): { readonly path: string } & Disposable {
  const path = makeOpenDirectory("argos-state-");
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Waits until `look` gives something, asking again and again, and throws in the end. An error counts as nothing. */
export async function eventually<T>(
  look: () => Promise<T | undefined | false>,
  what: string,
  limitMs = waitLimitMs,
): Promise<T> {
  const end = performance.now() + limitMs;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (thrown) {
      last = thrown;
    }
    await Bun.sleep(50);
  }
  throw new Error(`waited ${limitMs / 1000} s in vain for ${what}`, { cause: last });
}

/** `general.db.url` for a database of the harness. */
export function urlOf({ host, port, user, password, database }: DatabaseAddress): string {
  const credentials = password === "" ? user : `${user}:${encodeURIComponent(password)}`;
  if (!host.startsWith("/")) return `postgresql://${credentials}@${host}:${port}/${database}`;
  return `postgresql://${credentials}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}

/** Ports below those that systems give to connections and to servers that ask for any (`ip_local_port_range`). */
const firstPort = 20_000;
const portCount = 12_000;

/** A port of loopback that was free a moment ago, and that nobody gets who does not name it. */
export function freePort(): number {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = firstPort + Math.floor(Math.random() * portCount);
    try {
      Bun.serve({ hostname: "127.0.0.1", port, fetch: () => new Response() }).stop(true);
      return port;
    } catch {
      // Somebody has it.
    }
  }
  throw new Error("no port is free");
}

/** Writes a file of the test's folder and gives its path. */
export function write(directory: string, name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}
