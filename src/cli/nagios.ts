import { Command, InvalidArgumentError } from "commander";
import { addDeskOptions, type DeskOptions } from "./desk-options.ts";
import type { Limits } from "./nagios/judge.ts";
import { type Limit, type LimitedState, parseLimit } from "./nagios/limit.ts";

interface NagiosOptions extends DeskOptions {
  readonly warning?: readonly Limit[];
  readonly critical?: readonly Limit[];
  readonly unknown?: readonly Limit[];
  readonly label?: string;
  readonly site?: string;
  readonly staleAfter: number;
  readonly unknownIsCritical?: true;
  readonly timeout: number;
}

/** `argos nagios`: a plugin for Nagios, Icinga, Shinken, Centreon and their like. */
export function nagiosCommand(): Command {
  const command = new Command("nagios")
    .description("say how the sites stand as a plugin of Nagios does, with its exit codes and performance data")
    .option("-w, --warning <range>", "WARNING outside of it (default: warning=0)", collect("warning"))
    .option("-c, --critical <range>", "CRITICAL outside of it (default: critical=0)", collect("critical"))
    .option("--unknown <range>", "UNKNOWN outside of it (default: unknown=0 and due=300)", collect("unknown"))
    .option("--label <name:value>", "only sites with this label", labelText)
    .option("--site <domain>", "only this site, with or without https://")
    .option("--stale-after <seconds>", "UNKNOWN without a new result for so long while work waits", seconds, 300)
    .option("--unknown-is-critical", "exit with 2 where it would be 3, as the original does")
    .option("-t, --timeout <seconds>", "UNKNOWN without an answer for so long", seconds, 10);
  return addDeskOptions(command, "--config <path>")
    .addHelpText("after", help)
    .action(async (options: NagiosOptions) => {
      const { label, site, timeout: timeoutSeconds } = options;
      const { runNagios } = await import("./nagios/run-nagios.ts");
      const order = { desk: options, label, site, limits: limitsOf(options), timeoutSeconds };
      process.exitCode = await runNagios(order);
    });
}

const help = `
A range is that of the plugin guidelines: 10 alerts above 10 (and below 0), 10: below 10, ~:10 above 10, 10:20 outside,
@10:20 inside. Before it may stand what it is about: ok=, unknown=, warning= and critical= count checks, age= is the age of
the newest result, due= how long a target waits for an agent, both in seconds or as 5m. Options may be repeated.

Examples:
  argos nagios --config /etc/argos/config.yaml
  argos nagios -c 10 -w critical=0 -w warning=20 -w due=1m --label owner:asso-42
  ARGOS_TOKEN=… argos nagios --server https://argos.example.org -t 5

Exit codes: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, which is also what a wrong call and an unreachable server are.`;

const usual: Readonly<Record<LimitedState, readonly string[]>> = {
  warning: ["warning=0"],
  critical: ["critical=0"],
  unknown: ["unknown=0", "due=300"],
};

/** What is given for a quantity takes the place of the usual limit of it. */
function limitsOf({ warning, critical, unknown, staleAfter, unknownIsCritical }: NagiosOptions): Limits {
  const withUsual = (state: LimitedState, given: readonly Limit[] = []) => [
    ...given,
    ...usual[state]
      .map((text) => limitIn(text, state))
      .filter(({ quantity }) => !given.some((one) => one.quantity === quantity)),
  ];
  return {
    byState: {
      warning: withUsual("warning", warning),
      critical: withUsual("critical", critical),
      unknown: withUsual("unknown", unknown),
    },
    staleSeconds: staleAfter,
    unknownIsCritical: unknownIsCritical ?? false,
  };
}

function collect(state: LimitedState): (text: string, before?: readonly Limit[]) => readonly Limit[] {
  return (text, before = []) => [...before, limitIn(text, state)];
}

function limitIn(text: string, state: LimitedState): Limit {
  const limit = parseLimit(text, state);
  if (typeof limit === "string") throw new InvalidArgumentError(limit);
  return limit;
}

function labelText(text: string): string {
  if (text.indexOf(":") < 1) throw new InvalidArgumentError("It must be name:value.");
  return text;
}

function seconds(text: string): number {
  const number = /^\d{1,6}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (number <= 0 || number > 86_400) throw new InvalidArgumentError("It must be seconds, at most a day.");
  return number;
}
