import { Argument, Command, Option } from "commander";
import { type Role, roles } from "../server/auth/caller.ts";
import { userOrigins } from "../store/users.ts";
import { addDatabaseOptions, type DatabasePlace } from "./desk-options.ts";
import type { PasswordSource } from "./read-password.ts";
import type { PersonOptions } from "./run-user.ts";

/** `argos user`: who may log in. */
export function userCommand(): Command {
  return new Command("user")
    .description("say who may log in, and what they may do")
    .addHelpText(
      "after",
      `
Examples:
  argos user add alice                       the first one may do everything
  argos user add bob --role reader < bob.password
  argos user disable bob

Passwords are asked for, or read from standard input or a file, and never taken from the command line.`,
    )
    .addCommand(addCommand())
    .addCommand(passwdCommand())
    .addCommand(roleCommand())
    .addCommand(switchCommand("disable", "let somebody log in no more, and end every session"))
    .addCommand(switchCommand("enable", "let somebody log in again"))
    .addCommand(switchCommand("delete", "remove somebody, and end every session"))
    .addCommand(listCommand())
    .addCommand(verifyCommand());
}

function addCommand(): Command {
  return withPassword(named("add", "make somebody who logs in with a password kept here"))
    .addOption(
      new Option(
        "--role <role>",
        "what they may do (default: administrator for the first, reader for all others)",
      ).choices(roles),
    )
    .addHelpText("after", "\nExample:\n  argos user add alice --role administrator")
    .action(async (name: string, options: DatabasePlace & PasswordSource & { readonly role?: Role }) => {
      const { addPerson } = await import("./run-user.ts");
      process.stdout.write(await addPerson(name, options));
    });
}

function passwdCommand(): Command {
  return withPassword(named("passwd", "give somebody another password, and end every session"))
    .addHelpText("after", "\nExample:\n  argos user passwd alice")
    .action(async (name: string, options: DatabasePlace & PasswordSource) => {
      const { changePassword } = await import("./run-user.ts");
      process.stdout.write(await changePassword(name, options));
    });
}

function roleCommand(): Command {
  return withOrigin(named("role", "say what somebody may do, and end every session"))
    .addArgument(new Argument("<role>", "what they may do").choices(roles))
    .addHelpText("after", "\nExample:\n  argos user role bob administrator")
    .action(async (name: string, role: Role, options: PersonOptions) => {
      const { chooseRole } = await import("./run-user.ts");
      process.stdout.write(await chooseRole(name, role, options));
    });
}

function switchCommand(verb: "disable" | "enable" | "delete", description: string): Command {
  return withOrigin(named(verb, description))
    .addHelpText("after", `\nExample:\n  argos user ${verb} bob`)
    .action(async (name: string, options: PersonOptions) => {
      const { switchPerson } = await import("./run-user.ts");
      process.stdout.write(await switchPerson(verb, name, options));
    });
}

function listCommand(): Command {
  const command = new Command("list").description("print who may log in").option("--json", "print JSON");
  return addDatabaseOptions(command)
    .addHelpText("after", "\nExamples:\n  argos user list\n  argos user list --json | jq '.[].name'")
    .action(async (options: DatabasePlace & { readonly json?: true }) => {
      const { printUsers } = await import("./run-user.ts");
      process.stdout.write(await printUsers(options));
    });
}

function verifyCommand(): Command {
  return withPassword(named("verify", "say whether a password is somebody's; exits 1 if not"))
    .addHelpText("after", "\nExample:\n  argos user verify alice")
    .action(async (name: string, options: DatabasePlace & PasswordSource) => {
      const { verifyPassword } = await import("./run-user.ts");
      process.stdout.write(await verifyPassword(name, options));
    });
}

function named(verb: string, description: string): Command {
  return addDatabaseOptions(new Command(verb).description(description).argument("<name>", "the name to log in with"));
}

function withPassword(command: Command): Command {
  return command.option("--password-file <path>", "a file whose first line is the password");
}

function withOrigin(command: Command): Command {
  return command.addOption(
    new Option("--origin <origin>", "who vouches for them, where the name alone does not say").choices(userOrigins),
  );
}
