import { formatDuration } from "../../base/duration.ts";
import type { Limit, LimitedState, Quantity } from "./limit.ts";
import type { PluginStanding } from "./plugin-standing.ts";
import { alerts } from "./range.ts";

/** The states of a plugin; the position is the exit code. */
export const pluginStates = ["OK", "WARNING", "CRITICAL", "UNKNOWN"] as const;
export type PluginState = (typeof pluginStates)[number];

/** When a standing is what. Those of a quantity that is limited for a state take the place of the usual one. */
export interface Limits {
  readonly byState: Readonly<Record<LimitedState, readonly Limit[]>>;
  /** Seconds without a result, while work waits or no agent lives, after which nothing is believed to be well. */
  readonly staleSeconds: number;
  /** As the original: what is unknown ends with the code of critical. */
  readonly unknownIsCritical: boolean;
}

/** A target that waits longer than this is not merely about to be taken. */
const waitMsMax = 30_000;

/** What a plugin says. */
export interface Judgement {
  readonly state: PluginState;
  /** Why nothing can be said for sure; empty where it can. */
  readonly doubt: string;
}

/**
 * The state of a standing: critical by its limits; else unknown when the data is stale, since what is not known to be bad
 * cannot be called well; else warning; else unknown by its limits.
 */
export function judge(standing: PluginStanding, limits: Limits): Judgement {
  const { byState } = limits;
  const doubt = doubtOf(standing, limits);
  const unknown: PluginState = limits.unknownIsCritical ? "CRITICAL" : "UNKNOWN";
  if (exceeds(byState.critical, standing)) return { state: "CRITICAL", doubt };
  if (doubt !== "") return { state: unknown, doubt };
  if (exceeds(byState.warning, standing)) return { state: "WARNING", doubt };
  return { state: exceeds(byState.unknown, standing) ? unknown : "OK", doubt };
}

/** The value of a quantity; undefined for the age of data where there is none. */
export function quantityIn(quantity: Quantity, { checks, dataAgeMs, oldestDueMs }: PluginStanding): number | undefined {
  if (quantity === "age") return dataAgeMs === null ? undefined : dataAgeMs / 1000;
  return quantity === "due" ? oldestDueMs / 1000 : checks[quantity];
}

function exceeds(limits: readonly Limit[], standing: PluginStanding): boolean {
  return limits.some(({ quantity, range }) => {
    const value = quantityIn(quantity, standing);
    return value !== undefined && alerts(range, value);
  });
}

function doubtOf(standing: PluginStanding, { byState, staleSeconds }: Limits): string {
  const { checks, sites, dataAgeMs, oldestDueMs, agentsSeen } = standing;
  if (sites === 0) return "no site matches";
  if (checks.ok + checks.unknown + checks.warning + checks.critical === 0) return "there is no check";
  if (dataAgeMs === null) return "no result has come in yet";
  const isIdle = oldestDueMs > waitMsMax || agentsSeen === 0;
  if (isIdle && dataAgeMs > staleSeconds * 1000) return `stale: the newest result is ${formatDuration(dataAgeMs)} old`;
  const late = byState.unknown.filter(({ quantity }) => quantity === "age" || quantity === "due");
  if (!exceeds(late, standing)) return "";
  return `late: a target waits for ${formatDuration(oldestDueMs)}, the newest result is ${formatDuration(dataAgeMs)} old`;
}
