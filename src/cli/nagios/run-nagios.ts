import { messageOf } from "../../base/error.ts";
import type { DeskOptions } from "../desk-options.ts";
import { judge, type Limits, pluginStates } from "./judge.ts";
import { pluginOutput, unknownOutput } from "./output.ts";
import { findStanding } from "./with-standing.ts";

/** What one run of the plugin is asked for. */
export interface NagiosOrder {
  readonly desk: DeskOptions;
  readonly label: string | undefined;
  readonly site: string | undefined;
  readonly limits: Limits;
  readonly timeoutSeconds: number;
}

/** Runs the plugin: prints its output and gives its exit code. Whatever goes wrong, and no answer in time, is UNKNOWN. */
export async function runNagios(order: NagiosOrder): Promise<number> {
  const { desk, label, site, limits, timeoutSeconds } = order;
  try {
    const standing = await inTime(findStanding(desk, { label, site }), timeoutSeconds);
    const judgement = judge(standing, limits);
    process.stdout.write(pluginOutput(standing, judgement, limits));
    return pluginStates.indexOf(judgement.state);
  } catch (thrown) {
    process.stdout.write(unknownOutput(messageOf(thrown)));
    return pluginStates.indexOf("UNKNOWN");
  }
}

async function inTime<T>(work: Promise<T>, seconds: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${seconds} s`)), seconds * 1000);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
