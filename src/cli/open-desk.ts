import { readFile } from "node:fs/promises";
import { parseServerUrl } from "../agent/client.ts";
import { ArgosError, messageOf } from "../base/error.ts";
import { loggerOf, startLogging } from "../base/log.ts";
import type { Config } from "../config/config.ts";
import type { Database } from "../db/connect.ts";
import { hasEmbeddedDatabase } from "../db/embedded/place.ts";
import { schemaStatus } from "../db/migrate.ts";
import type { ServerPlace } from "./ask-server.ts";
import { findConfigPath, loadConfigOrExplain } from "./config-file.ts";
import type { DatabasePlace, DeskOptions } from "./desk-options.ts";
import { type DatabaseChoice, databaseChoice, openDatabase } from "./open-database.ts";
import { stateDirectory } from "./state-directory.ts";

/** What a command works on, wherever that is kept. */
export interface DeskKind<Desk> {
  /** The command that asks, as the log and the database name it. */
  readonly command: string;
  ofServer(server: ServerPlace): Desk;
  ofDatabase(db: Database, config: Config): Desk;
}

/** Uses the server that the options name, or else the database of the configuration, and closes it after the work. */
export async function withDesk<Desk, T>(
  options: DeskOptions,
  kind: DeskKind<Desk>,
  work: (desk: Desk) => Promise<T>,
): Promise<T> {
  startLogging("warning");
  if (options.server !== undefined) {
    return await work(kind.ofServer({ url: parseServerUrl(options.server), token: await findToken(options) }));
  }
  return await withDatabase(options, kind.command, (db, config) => work(kind.ofDatabase(db, config)));
}

/** Uses the database of the configuration, and closes it after the work. `command` is what the log and the database name. */
export async function withDatabase<T>(
  options: DatabasePlace,
  command: string,
  work: (db: Database, config: Config) => Promise<T>,
): Promise<T> {
  startLogging("warning");
  const config = loadConfigOrExplain(await findConfigPath(options.config));
  await using closing = new AsyncDisposableStack();
  const choice = databaseChoice(config, options.stateDirectory);
  refuseNewDatabase(choice);
  const db = await openDatabase(choice, { command, log: loggerOf(command), closing });
  await refuseOldSchema(db);
  return await work(db, config);
}

/** Whoever forgets where the server keeps its database would else be given a new one, and told that it is empty. */
function refuseNewDatabase(choice: DatabaseChoice): void {
  if (choice.url !== undefined) return;
  const directory = stateDirectory(choice.stateDirectory, process.env);
  if (hasEmbeddedDatabase(directory)) return;
  throw new ArgosError(
    "database",
    `there is no database of Argos in ${directory}: give the --state-directory that argos serve got, or start argos serve first`,
  );
}

/** A server may run on the tables as they are, so they are not changed behind its back. */
async function refuseOldSchema(db: Database): Promise<void> {
  const { pending } = await schemaStatus(db);
  if (pending.length === 0) return;
  throw new ArgosError("database", "the database is not up to date: run argos migrate, or restart argos serve");
}

async function findToken(options: DeskOptions): Promise<string> {
  const token = options.tokenFile === undefined ? process.env.ARGOS_TOKEN : await readText(options.tokenFile);
  const found = token?.split("\n")[0]?.trim();
  if (found) return found;
  throw new ArgosError(
    "usage",
    "no token: set ARGOS_TOKEN to one of the server's service.api_tokens, or give --token-file",
  );
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new ArgosError("usage", `cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
}
