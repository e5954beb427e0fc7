import { Command, InvalidArgumentError, Option } from "commander";
import { logLevels } from "../base/log.ts";
import type { ProcessGuard } from "./process-guard.ts";
import type { ServeOptions } from "./serve-options.ts";
import { parseWholeNumber } from "./whole-number.ts";

/** `argos serve`: the server, with its database and an agent where asked. */
export function serveCommand(guard: ProcessGuard): Command {
  return new Command("serve")
    .description("schedule the checks, take the results, serve pages and API")
    .option(
      "-c, --config <path>",
      "the configuration (default: $ARGOS_YAML_FILE, ./argos.yaml, /etc/argos/config.yaml)",
    )
    .option("--host <address>", "address to listen on (default: general.listen, else 127.0.0.1)")
    .option("--port <number>", "port to listen on (default: general.listen, else 8000)", portNumber)
    .option("--state-directory <path>", "where the embedded database lives (default: general.state_directory)")
    .option("--with-agent", "run one agent beside the server: the one-command installation")
    .option("--allow-shrink", "let the configuration delete more than a fifth of the sites")
    .addOption(new Option("--log-level <level>", "least grave level to log").choices([...logLevels]).default("info"))
    .addHelpText(
      "after",
      `
Examples:
  argos serve --with-agent                     with ./argos.yaml and the embedded database
  argos serve --config /etc/argos/config.yaml --host 0.0.0.0

While there is no user, the log has a link that makes the first administrator; argos user add does too.
SIGHUP reads the configuration again: valid changes are applied at once, an invalid file changes nothing.`,
    )
    .action(async (options: ServeOptions) => {
      const { runServer } = await import("./run-server.ts");
      await runServer(options, guard);
    });
}

function portNumber(text: string): number {
  const number = parseWholeNumber(text, { min: 0, max: 65_535 });
  if (number === undefined)
    throw new InvalidArgumentError("It must be a whole number from 0 to 65535; 0 takes any free port.");
  return number;
}
