import { Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../base/duration.ts";
import { scopes } from "../server/auth/caller.ts";
import { addDatabaseOptions, type DatabasePlace } from "./desk-options.ts";
import type { TokenOptions } from "./run-token.ts";

/** `argos token`: what programs and agents show instead of a password. */
export function tokenCommand(): Command {
  return new Command("token")
    .description("make and revoke tokens of programs and agents")
    .addHelpText(
      "after",
      `
Examples:
  argos token create --name grafana --scope metrics
  argos token create --name salt --scope write --expires 90d
  argos token create --name paris-1 --scope agent
  argos token revoke 3f9c0a1b2d4e5f60`,
    )
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());
}

function createCommand(): Command {
  const command = new Command("create")
    .description("make a token and print it, once: only its digest is kept")
    .requiredOption(
      "--name <name>",
      "what it is for, as it is to be shown; with the scope agent the only agent that it lets in",
    )
    .addOption(
      new Option("--scope <scope...>", "what it may do; several may be given").choices(scopes).makeOptionMandatory(),
    )
    .option("--expires <duration>", "when it ends, such as 90d; never if left out", duration);
  return addDatabaseOptions(command)
    .addHelpText(
      "after",
      `
Scopes:
  read     see everything
  write    read, and say something about incidents, silences and messages
  admin    write, and change the installation
  metrics  /metrics alone
  agent    what agents call, alone, as the agent of that name

Example:
  argos token create --name paris-1 --scope agent > paris-1.token
  argos agent https://argos.example.org --token-file paris-1.token --name paris-1`,
    )
    .action(async (options: TokenOptions) => {
      const { createToken } = await import("./run-token.ts");
      const { text, said } = await createToken(options);
      process.stderr.write(said);
      process.stdout.write(`${text}\n`);
    });
}

function listCommand(): Command {
  const command = new Command("list").description("print tokens without their secrets").option("--json", "print JSON");
  return addDatabaseOptions(command)
    .addHelpText("after", "\nExample:\n  argos token list")
    .action(async (options: DatabasePlace & { readonly json?: true }) => {
      const { printTokens } = await import("./run-token.ts");
      process.stdout.write(await printTokens(options));
    });
}

function revokeCommand(): Command {
  const command = new Command("revoke")
    .description("end a token for ever; servers refuse it within 5 seconds; safe to repeat")
    .argument("<id>", "as argos token list prints it");
  return addDatabaseOptions(command)
    .addHelpText("after", "\nExample:\n  argos token revoke 3f9c0a1b2d4e5f60")
    .action(async (id: string, options: DatabasePlace) => {
      const { endToken } = await import("./run-token.ts");
      process.stdout.write(await endToken(id, options));
    });
}

/** Ten years, in milliseconds: a token for longer has no end. */
const expiresMsMax = 3650 * 86_400_000;

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms < 1000 || ms > expiresMsMax)
    throw new InvalidArgumentError("It must be a duration of at most 3650d, such as 90d or 12h.");
  return ms;
}
