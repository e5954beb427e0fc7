import { Command } from "commander";
import { diskFiles } from "../config/disk-files.ts";
import { loadConfig } from "../config/load.ts";
import { formatProblem, formatWarning } from "../config/problem.ts";
import { counted, findConfigPath, loadConfigOrExplain } from "./config-file.ts";

const pathArgument = ["[path]", "the file (default: $ARGOS_YAML_FILE, ./argos.yaml, /etc/argos/config.yaml)"] as const;

/** `argos config`: looks at the configuration without a database or a network. */
export function configCommand(): Command {
  return new Command("config")
    .description("check and show the configuration, offline")
    .addHelpText("after", "\nExample:\n  argos config validate argos.yaml")
    .addCommand(validateCommand())
    .addCommand(showCommand())
    .addCommand(schemaCommand());
}

function validateCommand(): Command {
  return new Command("validate")
    .description("print every problem as file:line:col: message, warnings too")
    .argument(...pathArgument)
    .addHelpText(
      "after",
      "\nExample:\n  argos config validate /etc/argos/config.yaml\n\nExits 0 when the file is valid, be it with warnings, and 1 when it is not.",
    )
    .action(validate);
}

function showCommand(): Command {
  return new Command("show")
    .description("print the configuration as Argos understands it; secrets as ***")
    .argument(...pathArgument)
    .addHelpText("after", "\nExample:\n  argos config show argos.yaml | less")
    .action(async (path: string | undefined) => {
      const { showConfig } = await import("../config/show.ts");
      process.stdout.write(showConfig(loadConfigOrExplain(await findConfigPath(path))));
    });
}

function schemaCommand(): Command {
  return new Command("schema")
    .description("print a JSON Schema (draft-07) of the file, for editors")
    .addHelpText("after", "\nExample:\n  argos config schema > argos.schema.json")
    .action(async () => {
      const { configSchema } = await import("../config/schema.ts");
      process.stdout.write(`${JSON.stringify(configSchema(), null, 2)}\n`);
    });
}

async function validate(given: string | undefined): Promise<void> {
  const path = await findConfigPath(given);
  const loaded = loadConfig(path, { environment: process.env, files: diskFiles });
  const problems = loaded.kind === "invalid" ? loaded.problems : [];
  const lines = [...problems.map(formatProblem), ...loaded.warnings.map(formatWarning)];
  for (const line of lines) process.stdout.write(`${line}\n`);
  if (loaded.kind === "invalid") {
    process.stderr.write(`${path}: ${counted(loaded.problems.length, "problem")}\n`);
    process.exitCode = 1;
    return;
  }
  const targets = loaded.config.sites.reduce((sum, site) => sum + site.targets.length, 0);
  process.stderr.write(
    `${path} is valid: ${counted(loaded.config.sites.length, "site")}, ${counted(targets, "target")}\n`,
  );
}
