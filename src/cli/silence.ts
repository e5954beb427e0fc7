import { Command, InvalidArgumentError } from "commander";
import { addDeskOptions, addMatchOption, type DeskOptions } from "./desk-options.ts";
import { orderOf, type SilenceOptions, whoever } from "./silence-words.ts";

/** `argos silence`: no messages about some sites for a while. */
export function silenceCommand(): Command {
  return new Command("silence")
    .description("send no messages about some sites for a while")
    .addHelpText("after", "\nExample:\n  argos silence add --match domain=https://cloud.example.org --for 2h")
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(endCommand());
}

function addCommand(): Command {
  const command = new Command("add")
    .description("silence sites from now on; checks go on")
    .requiredOption("--for <duration>", "how long, such as 30m, 2h or 1d; at most 366d")
    .option("--comment <text>", "why, for whoever wonders", "");
  return addDeskOptions(addMatchOption(command))
    .addHelpText(
      "after",
      `
Examples:
  argos silence add --match domain=https://cloud.example.org --for 2h --comment "new disk"
  argos silence add --match 'domain=https://*.example.org' --match label.owner=asso-42 --for 1d
  ARGOS_TOKEN=… argos silence add --server https://argos.example.org --match label.owner=asso-42 --for 30m`,
    )
    .action(async (options: DeskOptions & SilenceOptions) => {
      const order = orderOf(options);
      const [{ withSilences }, { silenceLine }] = await Promise.all([
        import("./with-silences.ts"),
        import("./silence-text.ts"),
      ]);
      process.stdout.write(`${silenceLine(await withSilences(options, (desk) => desk.add(order)))}\n`);
    });
}

function listCommand(): Command {
  const command = new Command("list")
    .description("print what is silenced now, newest first, beside what the configuration silences")
    .option("--json", "print JSON, as the API gives it");
  return addDeskOptions(command)
    .addHelpText("after", "\nExamples:\n  argos silence list\n  argos silence list --json | jq '.[].endsAt'")
    .action(async (options: DeskOptions & { readonly json?: true }) => {
      const [{ withSilences }, { silenceTable }] = await Promise.all([
        import("./with-silences.ts"),
        import("./silence-text.ts"),
      ]);
      const items = await withSilences(options, (desk) => desk.list());
      process.stdout.write(options.json ? `${JSON.stringify(items, null, 2)}\n` : silenceTable(items));
    });
}

function endCommand(): Command {
  const command = new Command("end")
    .description("end a silence or maintenance now; safe to repeat")
    .argument("<id>", "its number, as argos silence list prints it", silenceId);
  return addDeskOptions(command)
    .addHelpText("after", "\nExample:\n  argos silence end 12")
    .action(async (id: number, options: DeskOptions) => {
      const { withSilences } = await import("./with-silences.ts");
      const item = await withSilences(options, (desk) => desk.end(id, whoever()));
      process.stdout.write(`${item.kind} ${item.id} is over\n`);
    });
}

function silenceId(text: string): number {
  const id = /^[1-9]\d*$/.test(text) ? Number(text) : 0;
  if (!Number.isSafeInteger(id) || id < 1)
    throw new InvalidArgumentError("It must be a number that argos silence list prints.");
  return id;
}
