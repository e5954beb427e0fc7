import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { ProbeSettings } from "../config/probe-settings.ts";
import type { Prober } from "../probe/prober.ts";
import { type CanaryWatch, createCanaryWatch } from "./canaries.ts";
import type { ReadSettings } from "./replies.ts";

/** What the agent probes with, until the server sends newer settings. */
export interface Equipment {
  readonly revision: string;
  readonly prober: Prober;
  readonly canaries: CanaryWatch | undefined;
  readonly bodyBytesMax: number;
}

export interface EquipmentDeps {
  /** Makes a prober for the first settings that the server sends, and one for canaries when they are first asked. */
  readonly createProber: (settings: ProbeSettings) => Prober;
  /** Replaces the server's addition to the User-Agent. */
  readonly userAgentSuffix?: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The equipment for new settings; the prober of the equipment before keeps what it has learned. */
export function equip(
  { revision, probe }: ReadSettings,
  deps: EquipmentDeps & { readonly before: Equipment | undefined; readonly signal: AbortSignal },
): Equipment {
  const { userAgentSuffix = probe.userAgentSuffix, createProber, clock, log, before, signal } = deps;
  const settings = { ...probe, userAgentSuffix };
  before?.prober.updateSettings(settings);
  const prober = before?.prober ?? createProber(settings);
  const canaries = createCanaryWatch({
    canaries: probe.canaries,
    createProber: () => createProber(settings),
    clock,
    log,
    signal,
  });
  log.info("took settings from the server", { revision });
  return { revision, prober, canaries, bodyBytesMax: probe.bodyBytesMax };
}
