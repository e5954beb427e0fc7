import type { Logger } from "../base/log.ts";
import type { Config } from "../config/config.ts";
import { connectDatabase, type Database } from "../db/connect.ts";
import { startEmbedded } from "../db/embedded/start.ts";
import { stateDirectory } from "./state-directory.ts";

/** What decides which database is used. */
export interface DatabaseChoice {
  /** `general.db.url`; undefined for the embedded database. */
  readonly url: string | undefined;
  readonly poolSize: number;
  /** `general.state_directory` */
  readonly stateDirectory: string | undefined;
}

/** The part of the configuration that decides. */
export function databaseChoice(config: Config, stateDirectory = config.server.stateDirectory): DatabaseChoice {
  const { url, poolSize } = config.database;
  return { url: url?.reveal(), poolSize, stateDirectory };
}

/** Opens the configured PostgreSQL, or starts the one that the executable carries; `closing` ends both. */
export async function openDatabase(
  choice: DatabaseChoice,
  use: { readonly command: string; readonly log: Logger; readonly closing: AsyncDisposableStack },
): Promise<Database> {
  const { log, closing } = use;
  const common = { poolSize: choice.poolSize, applicationName: `argos ${use.command}`, log };
  if (choice.url !== undefined) return closing.use(await connectDatabase({ ...common, address: choice.url }));
  const directory = stateDirectory(choice.stateDirectory, process.env);
  log.info("starts the embedded database", { directory });
  const embedded = closing.use(await startEmbedded({ stateDirectory: directory, log }));
  return closing.use(await connectDatabase({ ...common, address: embedded.address }));
}
