import { access } from "node:fs/promises";
import { ArgosError } from "../base/error.ts";
import type { Logger } from "../base/log.ts";
import { knowSecrets } from "../base/secrets/known-secrets.ts";
import type { Config } from "../config/config.ts";
import { secretsOf } from "../config/config-secrets.ts";
import { diskFiles } from "../config/disk-files.ts";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import type { Problem } from "../config/problem.ts";
import { formatProblem, formatWarning } from "../config/problem.ts";

/** Where the configuration is looked for when no path is given, in this order. */
const usualPaths = ["argos.yaml", "argos-config.yaml", "/etc/argos/config.yaml"] as const;

/** The configuration's path: the one given, else $ARGOS_YAML_FILE, else the first usual one that exists. */
export async function findConfigPath(given: string | undefined): Promise<string> {
  const named = given ?? process.env.ARGOS_YAML_FILE;
  if (named !== undefined) return named;
  for (const path of usualPaths) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  throw new ArgosError("usage", `no configuration: there is no ${usualPaths.join(", no ")}. Name one with --config`);
}

/** Loads the configuration, saying every warning on standard error. Throws ArgosError "config" with all problems, a line each. */
export function loadConfigOrExplain(path: string): Config {
  const loaded = loadConfigFile(path);
  if (loaded.kind === "invalid") throw new ArgosError("config", explained(path, loaded.problems));
  return loaded.config;
}

/** Loads the configuration; `warn` gets each warning of a good one, by default as a line on standard error. */
export function loadConfigFile(path: string, warn: (warning: Problem) => void = warnPlainly): LoadedConfig {
  const loaded = loadConfig(path, { environment: process.env, files: diskFiles });
  if (loaded.kind === "invalid") return loaded;
  knowSecrets(secretsOf(loaded.config));
  for (const warning of loaded.warnings) warn(warning);
  return loaded;
}

/** Warnings as lines of a log. */
export function warnInLog(log: Logger): (warning: Problem) => void {
  return ({ file, line, column, message }) =>
    log.warning("the configuration works, but hardly as meant", { at: `${file}:${line}:${column}`, warning: message });
}

function warnPlainly(warning: Problem): void {
  process.stderr.write(`${formatWarning(warning)}\n`);
}

/** All problems of a configuration as a text, a line each. */
export function explained(path: string, problems: readonly Problem[]): string {
  return `${path} has ${counted(problems.length, "problem")}:\n${problems.map(formatProblem).join("\n")}`;
}

/** `1 problem`, `3 problems`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
