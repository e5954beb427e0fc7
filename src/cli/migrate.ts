import { Command } from "commander";

/** `argos migrate`: brings the database's tables up to this version. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .description("bring the database up to this version (argos serve does so by itself)")
    .option(
      "-c, --config <path>",
      "the configuration (default: $ARGOS_YAML_FILE, ./argos.yaml, /etc/argos/config.yaml)",
    )
    .addHelpText(
      "after",
      "\nExample:\n  argos migrate --config /etc/argos/config.yaml\n\nSafe to run twice, and by many at once.",
    )
    .action(async (options: { readonly config?: string }) => {
      const { runMigrate } = await import("./run-migrate.ts");
      await runMigrate(options.config);
    });
}
