import { Command, InvalidArgumentError, Option } from "commander";
import { messageStates } from "../contract/v1/message-state.ts";
import { addDeskOptions, type DeskOptions } from "./desk-options.ts";
import type { MessageChoice } from "./message-desk.ts";
import { parseWholeNumber } from "./whole-number.ts";

/** Messages that are listed unless more are asked for, and at most. */
const rowsUsual = 50;
const rowsMax = 10_000;

/** `argos message`: what was told, what waits, and what could not be sent. */
export function messageCommand(): Command {
  return new Command("message")
    .description("look at messages to people, and send one again that was given up")
    .addHelpText(
      "after",
      `
Example:
  argos message list --state dead
  argos message replay 12`,
    )
    .addCommand(listCommand())
    .addCommand(replayCommand());
}

interface ListOptions extends DeskOptions {
  readonly state?: NonNullable<MessageChoice["state"]>;
  readonly limit: number;
  readonly json?: true;
}

function listCommand(): Command {
  const command = new Command("list")
    .description("print messages, newest first")
    .addOption(new Option("--state <state>", "only those in this state").choices(messageStates))
    .option("--limit <count>", `print the newest so many, at most ${rowsMax}`, rowCount, rowsUsual)
    .option("--json", "print JSON, as the API gives it");
  return addDeskOptions(command)
    .addHelpText(
      "after",
      `
States:
  waiting  for its time
  sealed   being sent, or to be tried again
  sent     the other side took it
  dead     given up: the other side refuses it, or could not be reached for 24 hours
  dropped  nothing left to tell, or nobody to tell it

Examples:
  argos message list --state dead
  argos message list --state dead --json | jq '.[].id' | xargs -n 1 argos message replay`,
    )
    .action(async ({ state, limit, json, ...where }: ListOptions) => {
      const [{ withMessages }, { messageTable }] = await Promise.all([
        import("./with-messages.ts"),
        import("./message-text.ts"),
      ]);
      const items = await withMessages(where, (desk) => desk.list({ state, rowsMax: limit }));
      if (json) return void process.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
      process.stdout.write(messageTable(items));
      if (items.length === limit) process.stderr.write(`the newest ${limit}; --limit prints more, if there are\n`);
    });
}

function replayCommand(): Command {
  const command = new Command("replay")
    .description("send a message again that was given up, once its reason is gone; safe to repeat")
    .argument("<id>", "its number, as argos message list prints it", messageId);
  return addDeskOptions(command)
    .addHelpText(
      "after",
      `
Example:
  argos message replay 12

It says how things stand when it goes. One that is not dead is left alone.`,
    )
    .action(async (id: number, options: DeskOptions) => {
      const [{ withMessages }, { replayLine }] = await Promise.all([
        import("./with-messages.ts"),
        import("./message-text.ts"),
      ]);
      process.stdout.write(`${replayLine(await withMessages(options, (desk) => desk.replay(id)))}\n`);
    });
}

function messageId(text: string): number {
  return (
    parseWholeNumber(text, { min: 1, max: Number.MAX_SAFE_INTEGER }) ??
    refuse("It must be a number that argos message list prints.")
  );
}

function rowCount(text: string): number {
  return parseWholeNumber(text, { min: 1, max: rowsMax }) ?? refuse(`It must be a whole number from 1 to ${rowsMax}.`);
}

function refuse(message: string): never {
  throw new InvalidArgumentError(message);
}
