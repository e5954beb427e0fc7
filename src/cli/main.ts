import { Command, CommanderError } from "commander";
import { ArgosError, messageOf } from "../base/error.ts";
import { version } from "../base/version.ts";
import { agentCommand } from "./agent.ts";
import { configCommand } from "./config.ts";
import { maintenanceCommand } from "./maintenance.ts";
import { messageCommand } from "./message.ts";
import { migrateCommand } from "./migrate.ts";
import { unknownOutput } from "./nagios/output.ts";
import { nagiosCommand } from "./nagios.ts";
import { openNotifications } from "./open-notifications.ts";
import { serveCommand } from "./serve.ts";
import { silenceCommand } from "./silence.ts";
import { testNotificationCommand } from "./test-notification.ts";
import { tokenCommand } from "./token.ts";
import { userCommand } from "./user.ts";

/** Exit codes: done, failed, called wrongly. Those of a plugin of Nagios are its own: nothing but UNKNOWN may be wrong. */
const exitCodes = { done: 0, failed: 1, usage: 2, pluginUnknown: 3 } as const;

function createProgram(): Command {
  const program = new Command("argos")
    .description("Argos Panoptès watches websites and tells the right person once when something is wrong.")
    .version(version, "-V, --version", "print the version")
    .configureOutput({ getOutHasColors: () => false, getErrHasColors: () => false })
    .showSuggestionAfterError()
    .showHelpAfterError("(--help says more)")
    .addHelpText(
      "after",
      `
Examples:
  argos config validate argos.yaml             check the file, offline
  argos serve --with-agent                     everything in one process tree, database included
  argos serve --config /etc/argos/config.yaml  a server for agents elsewhere
  argos agent https://argos.example.org        an agent; its token in ARGOS_AGENT_TOKEN
  argos user add alice                         somebody who may log in
  argos token create --name paris-1 --scope agent
                                               what that agent, or a program, shows instead of a password
  argos test-notification mail                 a real message, and what the mail server said

Exit codes: 0 done, 1 failed, 2 called wrongly.`,
    );
  for (const command of commands()) program.addCommand(inherit(command, program));
  return program.exitOverride();
}

function commands(): Command[] {
  return [
    serveCommand(),
    agentCommand(),
    silenceCommand(),
    maintenanceCommand(),
    messageCommand(),
    nagiosCommand(),
    userCommand(),
    tokenCommand(),
    testNotificationCommand(openNotifications),
    migrateCommand(),
    configCommand(),
    versionCommand(),
  ];
}

function versionCommand(): Command {
  return new Command("version")
    .description("print the version")
    .addHelpText("after", "\nExample:\n  argos version")
    .action(() => void process.stdout.write(`${version}\n`));
}

/** Commands made elsewhere take over how the program reports errors. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent).exitOverride();
  for (const child of command.commands) inherit(child, command);
  return command;
}

async function main(): Promise<number> {
  try {
    await createProgram().parseAsync(process.argv);
    return Number(process.exitCode ?? exitCodes.done);
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.done;
    if (process.argv[2] === "nagios") {
      process.stdout.write(unknownOutput(messageOf(thrown)));
      return exitCodes.pluginUnknown;
    }
    if (thrown instanceof CommanderError) return exitCodes.usage;
    if (!(thrown instanceof ArgosError)) throw thrown;
    process.stderr.write(`argos: ${messageOf(thrown)}\n`);
    return thrown.code === "usage" ? exitCodes.usage : exitCodes.failed;
  }
}

process.exit(await main());
