import { defaultAgentName, startAgent } from "../agent/agent.ts";
import { createServerClient, parseServerUrl } from "../agent/client.ts";
import { systemClock } from "../base/clock.ts";
import { type LevelName, loggerOf, startLogging } from "../base/log.ts";
import { knowSecrets } from "../base/secrets/known-secrets.ts";
import { version } from "../base/version.ts";
import { createSystemLookup } from "../net/dns/system-lookup.ts";
import { createProber } from "../probe/prober.ts";
import type { ProcessGuard } from "./process-guard.ts";
import { aborted, stdinEnd, stopSignal } from "./stop-signals.ts";

export interface AgentRun {
  readonly url: string;
  readonly token: string;
  readonly name: string | undefined;
  readonly slots: number;
  readonly caPem: string | undefined;
  readonly userAgent: string | undefined;
  readonly logLevel: LevelName;
  /** Whether the end of standard input means to stop. */
  readonly whileStdinIsOpen: boolean;
}

/** Runs one agent until SIGTERM or SIGINT, or until a part of it breaks. */
export async function runAgentUntilStopped(run: AgentRun, guard: ProcessGuard): Promise<void> {
  startLogging(run.logLevel);
  knowSecrets({ values: [run.token], variables: [] });
  const log = loggerOf("agent");
  const url = parseServerUrl(run.url);
  const stops = [stopSignal(), guard.watch(log), ...(run.whileStdinIsOpen ? [stdinEnd()] : [])];
  const stop = AbortSignal.any(stops);
  const client = createServerClient({
    url,
    token: run.token,
    version,
    ...(run.caPem === undefined ? {} : { caPem: run.caPem }),
  });
  const lookup = createSystemLookup(systemClock, process.env.ARGOS_RESOLV_CONF || undefined);
  const name = run.name ?? defaultAgentName();
  log.info("agent started", { version, name, server: url.href, slots: run.slots });
  await using _agent = startAgent({
    client,
    name,
    version,
    slots: run.slots,
    createProber: (settings) =>
      createProber({ settings, clock: systemClock, limits: { total: run.slots }, version, lookup }),
    ...(run.userAgent === undefined ? {} : { userAgentSuffix: run.userAgent }),
    clock: systemClock,
    log,
  });
  await aborted(stop);
  log.info("agent stops: hands back unfinished work");
}
