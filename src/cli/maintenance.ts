import { Command } from "commander";
import { maintenanceUsual } from "../checks/silence-order.ts";
import type { SiteMatch } from "../config/silence.ts";
import { addDeskOptions, addMatchOption, type DeskOptions } from "./desk-options.ts";
import { matchOf, orderOf, type SilenceOptions, whoever } from "./silence-words.ts";

/** `argos maintenance`: planned work, begun and ended by a script. */
export function maintenanceCommand(): Command {
  return new Command("maintenance")
    .description("say when planned work on some sites begins and ends, such as from a backup script")
    .addHelpText(
      "after",
      `
Example:
  argos maintenance start --match domain=https://cloud.example.org --for 3h
  do-the-backup
  argos maintenance end --match domain=https://cloud.example.org`,
    )
    .addCommand(startCommand())
    .addCommand(endCommand());
}

function startCommand(): Command {
  const command = new Command("start")
    .description("send no messages about some sites from now on; starting again makes it last longer")
    .option("--for <duration>", "when it ends by itself, such as 30m or 1d; at most 366d", maintenanceUsual)
    .option("--comment <text>", "why, for whoever wonders", "");
  return addDeskOptions(addMatchOption(command))
    .addHelpText(
      "after",
      `
Examples:
  argos maintenance start --match domain=https://cloud.example.org --comment "nightly backup"
  ARGOS_TOKEN=… argos maintenance start --server https://argos.example.org --match label.host=web3 --for 1h`,
    )
    .action(async (options: DeskOptions & SilenceOptions) => {
      const order = orderOf(options);
      const [{ withSilences }, { silenceLine }] = await Promise.all([
        import("./with-silences.ts"),
        import("./silence-text.ts"),
      ]);
      process.stdout.write(`${silenceLine(await withSilences(options, (desk) => desk.startMaintenance(order)))}\n`);
    });
}

function endCommand(): Command {
  const command = new Command("end").description("end all maintenance that was started with the same --match");
  return addDeskOptions(addMatchOption(command))
    .addHelpText(
      "after",
      `
Examples:
  argos maintenance end --match domain=https://cloud.example.org
  argos maintenance end --server https://argos.example.org --token-file /etc/argos/api.token --match label.host=web3

Exits 0 also when none was active.`,
    )
    .action(async (options: DeskOptions & { readonly match?: SiteMatch }) => {
      const match = matchOf(options.match);
      const { withSilences } = await import("./with-silences.ts");
      const ended = await withSilences(options, (desk) => desk.endMaintenance(match, whoever()));
      process.stdout.write(
        ended.length === 0
          ? "no maintenance was active\n"
          : ended.map(({ id }) => `maintenance ${id} is over\n`).join(""),
      );
    });
}
