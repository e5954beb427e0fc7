import type { Clock } from "../base/clock.ts";
import type { Observation } from "../checks/observation.ts";
import type { ProbeSettings } from "../config/probe-settings.ts";
import type { Target } from "../config/site.ts";
import type { Lookup } from "../net/dns/resolver.ts";
import { createSystemLookup } from "../net/dns/system-lookup.ts";
import { type Connect, systemConnect } from "../net/first-to-connect.ts";
import { compileOverrides } from "../net/resolve.ts";
import { parseTargetUrl } from "../net/target-url.ts";
import { createAddressOrder } from "./address-order.ts";
import { createChainReader } from "./chain-reader.ts";
import { createFamilyWatch } from "./dead-family.ts";
import { followRedirects } from "./follow-redirects.ts";
import { createIdentity } from "./identity.ts";
import { failed } from "./observed.ts";
import { type ConcurrencyLimits, createPlaces } from "./places.ts";
import { userAgent } from "./request-headers.ts";
import { createStopwatch } from "./stopwatch.ts";
import { createTrust } from "./trust.ts";
import type { HostTools } from "./visit-host.ts";

/** What to ask of a target. */
export type ProbeRequest = Pick<
  Target,
  "url" | "method" | "family" | "headers" | "data" | "timeoutMs" | "redirectsMax"
> & {
  /** Bytes of the body to read, as sent and inflated; never more than the settings allow. */
  readonly bodyBytesMax: number;
};

/** Makes exchanges with targets, within its limits. */
export interface Prober {
  /**
   * One attempt to reach a target. Whatever the target does is in the observation; rejects only with the signal's reason
   * when it aborts. The target's time runs while its name is looked up and from the moment its places are held.
   */
  probe(request: ProbeRequest, signal: AbortSignal): Promise<Observation>;
  /** Settings for the probes that start from now on. */
  updateSettings(settings: ProbeSettings): void;
  /** How many TLS handshakes may run at once from now on. */
  limitHandshakes(limit: number): void;
  /** Exchanges under way. */
  readonly underWay: number;
}

export interface ProberDeps {
  readonly settings: ProbeSettings;
  readonly clock: Clock;
  readonly limits: ConcurrencyLimits;
  /** The program's version, for the User-Agent. */
  readonly version: string;
  /** The system's resolver unless told. */
  readonly lookup?: Lookup;
  /** Finds out which family of a host answers; the system's TCP unless told. */
  readonly connect?: Connect;
}

/** A prober with empty memories of chains and of trust. */
export function createProber(deps: ProberDeps): Prober {
  const { clock, version, connect = systemConnect } = deps;
  const places = createPlaces(deps.limits, deps.settings.perAddressMax);
  const kept = {
    clock,
    places,
    order: createAddressOrder({ clock, places, connect }),
    families: createFamilyWatch(clock, connect),
    chains: createChainReader(clock),
    identity: createIdentity(),
    lookup: deps.lookup ?? createSystemLookup(clock),
  };
  let tools: HostTools = { ...kept, ...compiled(deps.settings, version) };
  return {
    probe: async (request, signal) => await probe(tools, request, signal),
    updateSettings(settings) {
      places.resizePerAddress(settings.perAddressMax);
      tools = { ...kept, ...compiled(settings, version) };
    },
    limitHandshakes: places.resizeHandshakes,
    get underWay() {
      return places.taken;
    },
  };
}

/** What of the settings is worth preparing once instead of at every probe. */
function compiled(settings: ProbeSettings, version: string) {
  return {
    settings,
    overrides: compileOverrides(settings.resolve),
    trust: createTrust(settings.caPem),
    agentName: userAgent(version, settings.userAgentSuffix),
  };
}

async function probe(tools: HostTools, request: ProbeRequest, signal: AbortSignal): Promise<Observation> {
  signal.throwIfAborted();
  const url = parseTargetUrl(request.url);
  const stopwatch = createStopwatch(tools.clock, request.timeoutMs);
  if (typeof url === "string") {
    const fault = { reason: "address-refused", message: `the URL is refused: ${url}` } as const;
    return failed({ fault, url: request.url, timings: { totalMs: 0 } });
  }
  const { family, redirectsMax } = request;
  const bodyBytesMax = Math.min(request.bodyBytesMax, tools.settings.bodyBytesMax);
  const { method, headers, data } = request;
  return await followRedirects(
    tools,
    { url, method, headers, data },
    { family, redirectsMax, bodyBytesMax, stopwatch, signal },
  );
}
