import { canonicalHost } from "../base/canonical-domain.ts";
import type { PrivateNetwork } from "../config/probe-settings.ts";
import type { IpFamily } from "../config/site.ts";
import { addressRefusal } from "./address-policy.ts";
import type { Lookup } from "./dns/resolver.ts";
import { type Fault, faultOfError } from "./fault.ts";
import type { ResolvedAddress } from "./resolved-address.ts";

/** More addresses than these are not looked at. */
const addressesMax = 16;

export interface ResolveOptions {
  readonly overrides: Overrides;
  readonly allowNetworks: readonly PrivateNetwork[];
  readonly lookup: Lookup;
  /** What is left of the probe's time, in milliseconds; it runs from `onBegin`. */
  readonly remainingMs: number;
  /** Called when the host's own time begins: what comes before is spent in this machine's queue. */
  readonly onBegin?: () => void;
  readonly signal: AbortSignal;
}

/**
 * Addresses of a host in the order to try, at most 16, each of them allowed. One refused address refuses the host:
 * otherwise a name with a public and an internal address would be a matter of luck. Rejects when the signal aborts.
 */
export async function resolveHost(
  hostname: string,
  family: IpFamily,
  options: ResolveOptions,
): Promise<readonly [ResolvedAddress, ...ResolvedAddress[]] | Fault> {
  const fixed = literalOf(hostname) ?? options.overrides.addressOf(hostname);
  const found = fixed ? [fixed] : await lookedUp(hostname, family, options);
  if ("reason" in found) return found;
  const usable = family === "any" ? found : found.filter((one) => one.family === family);
  const [first, ...rest] = usable;
  if (!first) {
    const wanted = family === "any" ? "address" : `IPv${family} address`;
    return { reason: "dns-not-found", message: `${hostname} has no ${wanted}` };
  }
  for (const { address } of usable) {
    const refusal = addressRefusal(address, options.allowNetworks);
    if (refusal !== undefined) return { reason: "address-refused", message: refusal };
  }
  return [first, ...rest];
}

async function lookedUp(hostname: string, family: IpFamily, options: ResolveOptions) {
  const { lookup, signal, remainingMs, onBegin } = options;
  const ending = new AbortController();
  const late = Promise.withResolvers<Fault>();
  const message = `${hostname} could not be looked up within ${Math.round(remainingMs)} ms`;
  let timer: Timer | undefined;
  const onLate = () => {
    // The resolver may know more of it: whether it hears from its servers at all.
    ending.abort();
    timer = setTimeout(() => late.resolve({ reason: "dns-failed", message }), 1);
  };
  const begin = () => {
    onBegin?.();
    timer = setTimeout(onLate, Math.max(0, remainingMs));
  };
  const onAbort = () => late.reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    const found = await Promise.race([
      lookup(hostname, family, { onBegin: begin, signal: ending.signal }),
      late.promise,
    ]);
    return "reason" in found ? found : found.slice(0, addressesMax);
  } catch (error) {
    signal.throwIfAborted();
    const { reason, message } = faultOfError(error);
    return { reason, message: `${hostname}: ${message}` };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

/** The address that a name of a target's URL spells out; the URL parser has already normalised its spelling. */
function literalOf(hostname: string): ResolvedAddress | undefined {
  if (hostname.includes(":")) return { address: hostname, family: 6 };
  return /^\d+\.\d+\.\d+\.\d+$/.test(hostname) ? { address: hostname, family: 4 } : undefined;
}

/** Configured addresses instead of DNS. */
export interface Overrides {
  addressOf(hostname: string): ResolvedAddress | undefined;
}

/** Compiles `probe.resolve`: an exact name wins over `*.suffix`, a longer suffix over a shorter one. */
export function compileOverrides(resolve: Readonly<Record<string, string>>): Overrides {
  const addresses = new Map(
    Object.entries(resolve).map(([name, address]): [string, ResolvedAddress] => [
      canonicalHost(name),
      { address, family: address.includes(":") ? 6 : 4 },
    ]),
  );
  return {
    addressOf(hostname) {
      if (addresses.size === 0) return undefined;
      const exact = addresses.get(hostname);
      if (exact) return exact;
      for (let dot = hostname.indexOf("."); dot >= 0; dot = hostname.indexOf(".", dot + 1)) {
        const found = addresses.get(`*${hostname.slice(dot)}`);
        if (found) return found;
      }
      return undefined;
    },
  };
}
