import type { Command } from "commander";
import { collectMatch } from "./match-option.ts";

/** What decides which database a command works on. */
export interface DatabasePlace {
  readonly config?: string;
  readonly stateDirectory?: string;
}

/** What decides where a command works: a database, or a server elsewhere. */
export interface DeskOptions extends DatabasePlace {
  readonly server?: string;
  readonly tokenFile?: string;
}

/** Adds the options of every command that works on a server or its database; `configFlags` where -c means something else. */
export function addDeskOptions(command: Command, configFlags?: string): Command {
  return addDatabaseOptions(command, configFlags)
    .option("--server <url>", "ask a server elsewhere instead; needs a token in ARGOS_TOKEN")
    .option("--token-file <path>", "file whose first line is the token for --server");
}

/** Adds the options of every command that works on the database alone. */
export function addDatabaseOptions(command: Command, configFlags = "-c, --config <path>"): Command {
  return command
    .option(
      configFlags,
      "the configuration, whose database is used (default: $ARGOS_YAML_FILE, ./argos.yaml, /etc/argos/config.yaml)",
    )
    .option("--state-directory <path>", "where the embedded database lives, as given to argos serve");
}

/** Adds the options that name sites. */
export function addMatchOption(command: Command): Command {
  return command.option(
    "--match <what>",
    "domain=… or label.NAME=…, may hold *; several must all hold; domain='*' is every site",
    collectMatch,
  );
}
