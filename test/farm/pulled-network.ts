import type { Lookup } from "../../src/net/dns/resolver.ts";

/** A resolver whose network can be pulled. */
export interface PulledNetwork {
  isPulled: boolean;
  readonly lookup: Lookup;
}

/**
 * Every name leads to 127.0.0.1. While the network is pulled, names with an even number lead to ::1, where nobody should
 * answer (see `startDeafListener`), as names still in a cache do; the others get no answer from their name servers.
 */
export function pulledNetwork(): PulledNetwork {
  const network: PulledNetwork = {
    isPulled: false,
    async lookup(host) {
      if (!network.isPulled) return [{ address: "127.0.0.1", family: 4 }];
      if (Number(/\d+/.exec(host)?.[0] ?? 0) % 2 === 0) return [{ address: "::1", family: 6 }];
      throw Object.assign(new Error("timed out"), { code: "DNS_ETIMEOUT" });
    },
  };
  return network;
}
