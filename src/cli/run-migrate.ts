import { loggerOf, startLogging } from "../base/log.ts";
import { migrate } from "../db/migrate.ts";
import { findConfigPath, loadConfigOrExplain } from "./config-file.ts";
import { databaseChoice, openDatabase } from "./open-database.ts";

/** Applies what is missing and says what it was. */
export async function runMigrate(configPath: string | undefined): Promise<void> {
  startLogging("warning");
  const config = loadConfigOrExplain(await findConfigPath(configPath));
  await using closing = new AsyncDisposableStack();
  const choice = databaseChoice(config);
  const db = await openDatabase(choice, { command: "migrate", log: loggerOf("migrate"), closing });
  const { applied } = await migrate(db);
  const said = applied.length === 0 ? "the database is up to date" : `applied ${applied.join(", ")}`;
  process.stdout.write(`${said}\n`);
}
