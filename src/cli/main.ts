import { Command, CommanderError } from "commander";
import { cleanText } from "../base/clean-text.ts";
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
import { brokenExitCode, guardProcess, type ProcessGuard } from "./process-guard.ts";
import { serveCommand } from "./serve.ts";
import { silenceCommand } from "./silence.ts";
import { testNotificationCommand } from "./test-notification.ts";
import { tokenCommand } from "./token.ts";
import { userCommand } from "./user.ts";

/** Those of a plugin of Nagios are its own: nothing but UNKNOWN may be wrong. */
const exitCodes = { done: 0, failed: 1, usage: 2, pluginUnknown: 3, broken: brokenExitCode } as const;

/** With this in the environment, an error is followed by its stack. */
const debugVariable = "ARGOS_DEBUG";

function createProgram(guard: ProcessGuard): Command {
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

Exit codes: 0 done, 1 failed, 2 called wrongly, 70 a fault of argos itself; with ARGOS_DEBUG=1 its stack is printed too.`,
    );
  for (const command of commands(guard)) program.addCommand(inherit(command, program));
  return program.exitOverride();
}

function commands(guard: ProcessGuard): Command[] {
  return [
    serveCommand(guard),
    agentCommand(guard),
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
  const guard = guardProcess(report);
  endWithReader();
  try {
    await createProgram(guard).parseAsync(process.argv);
    if (guard.isBroken) return exitCodes.broken;
    return Number(process.exitCode ?? exitCodes.done);
  } catch (thrown) {
    return guard.isBroken ? exitCodes.broken : report(thrown);
  }
}

/** Says in one line what went wrong and gives the exit code. Only an ArgosError is expected; anything else is a bug. */
function report(thrown: unknown): number {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.done;
  if (process.argv[2] === "nagios") {
    process.stdout.write(unknownOutput(messageOf(thrown)));
    return exitCodes.pluginUnknown;
  }
  if (thrown instanceof CommanderError) return exitCodes.usage;
  if (thrown instanceof ArgosError) {
    process.stderr.write(`argos: ${messageOf(thrown)}\n${stackOf(thrown)}`);
    return thrown.code === "usage" ? exitCodes.usage : exitCodes.failed;
  }
  const what = cleanText(messageOf(thrown), 500);
  process.stderr.write(
    `argos: a fault of argos ${version} itself: ${what} (${debugVariable}=1 prints where; please report it)\n${stackOf(thrown)}`,
  );
  return exitCodes.broken;
}

function stackOf(thrown: unknown): string {
  if (!process.env[debugVariable] || !(thrown instanceof Error)) return "";
  const cause = thrown.cause === undefined ? "" : `cause: ${stackOf(thrown.cause) || `${messageOf(thrown.cause)}\n`}`;
  return `${thrown.stack ?? ""}\n${cause}`;
}

/** Ends quietly when the reader of standard output has read enough, such as `head`. */
function endWithReader(): void {
  process.stdout.on("error", (thrown: NodeJS.ErrnoException) => {
    process.exit(thrown.code === "EPIPE" ? exitCodes.done : report(thrown));
  });
}

process.exit(await main());
