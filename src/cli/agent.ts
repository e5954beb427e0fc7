import { readFile } from "node:fs/promises";
import { Value } from "@sinclair/typebox/value";
import { Command, InvalidArgumentError, Option } from "commander";
import { ArgosError, messageOf } from "../base/error.ts";
import { type LevelName, logLevels } from "../base/log.ts";
import { AgentName } from "../contract/agent.ts";
import { raiseRequestLimit } from "./exec-self.ts";
import type { ProcessGuard } from "./process-guard.ts";
import { parseWholeNumber } from "./whole-number.ts";

/** Tasks in hand at most, unless told otherwise: as many as one lease may bring. */
const slotsDefault = 1000;

interface AgentOptions {
  readonly token?: string;
  readonly tokenFile?: string;
  readonly name?: string;
  readonly maxTasks: number;
  readonly caFile?: string;
  readonly userAgent?: string;
  readonly whileStdinIsOpen?: true;
  readonly logLevel: LevelName;
}

/** `argos agent`: probes for a server elsewhere. */
export function agentCommand(guard: ProcessGuard): Command {
  return new Command("agent")
    .description("lease tasks from a server, probe the sites, return the results")
    .argument("[server_url]", "address of the server (or ARGOS_AGENT_SERVER_URL)")
    .argument(
      "[token]",
      "of argos token create --scope agent, or one of service.secrets; better in ARGOS_AGENT_TOKEN or --token-file, where `ps` does not show it",
    )
    .option("--token-file <path>", "file whose first line is the token (or ARGOS_AGENT_TOKEN_FILE)")
    .option("--name <name>", "what the agent is called on the pages (default: the host's name)", agentName)
    .option("--max-tasks <n>", "tasks in hand at most", slotCount, slotsDefault)
    .option("--ca-file <path>", "PEM file of a further authority that may vouch for the server")
    .option("--user-agent <text>", "added to the User-Agent of probes")
    .addOption(new Option("--while-stdin-is-open", "stop when standard input ends").hideHelp())
    .addOption(new Option("--log-level <level>", "least grave level to log").choices([...logLevels]).default("info"))
    .addHelpText(
      "after",
      `
Examples:
  ARGOS_AGENT_TOKEN=… argos agent https://argos.example.org
  argos agent https://argos.example.org --token-file /etc/argos/agent.token --name paris-1

At SIGTERM the agent hands unfinished work back and stops.`,
    )
    .action((server: string | undefined, token: string | undefined, options: AgentOptions) =>
      runAgent({ server, token, options }, guard),
    );
}

async function runAgent(
  given: { readonly server: string | undefined; readonly token: string | undefined; readonly options: AgentOptions },
  guard: ProcessGuard,
): Promise<void> {
  const { server, token, options } = given;
  const url = server ?? process.env.ARGOS_AGENT_SERVER_URL;
  if (url === undefined) throw new ArgosError("usage", "no server: give its address, or set ARGOS_AGENT_SERVER_URL");
  raiseRequestLimit();
  const { runAgentUntilStopped } = await import("./run-agent.ts");
  const run = {
    url,
    token: await findToken(token, options),
    name: options.name,
    slots: options.maxTasks,
    caPem: options.caFile === undefined ? undefined : await readText(options.caFile),
    userAgent: options.userAgent,
    logLevel: options.logLevel,
    whileStdinIsOpen: options.whileStdinIsOpen ?? false,
  };
  await runAgentUntilStopped(run, guard);
}

async function findToken(argument: string | undefined, options: AgentOptions): Promise<string> {
  const file = options.tokenFile ?? process.env.ARGOS_AGENT_TOKEN_FILE;
  const token = argument ?? process.env.ARGOS_AGENT_TOKEN ?? (file === undefined ? undefined : await readText(file));
  const found = token?.split("\n")[0]?.trim();
  if (found && /^[\x21-\x7e]+$/.test(found)) return found;
  if (found) throw new ArgosError("usage", "the token holds what no token has: argos token create prints it whole");
  throw new ArgosError(
    "usage",
    "no token: set ARGOS_AGENT_TOKEN, or give --token-file; argos token create --scope agent makes one on the server's machine",
  );
}

/** The server takes no other names. */
function agentName(text: string): string {
  if (!Value.Check(AgentName, text))
    throw new InvalidArgumentError("It must be one line of at most 253 visible characters, such as a host name.");
  return text;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (thrown) {
    throw new ArgosError("usage", `cannot read ${path}: ${messageOf(thrown)}`, { cause: thrown });
  }
}

function slotCount(text: string): number {
  const number = parseWholeNumber(text, { min: 1, max: slotsDefault });
  if (number === undefined) throw new InvalidArgumentError(`It must be a whole number from 1 to ${slotsDefault}.`);
  return number;
}
