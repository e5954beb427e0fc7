import { getCACertificates } from "node:tls";
import { createRecentMap } from "../net/recent-map.ts";
import { type Anchors, createAnchors } from "./anchors.ts";

/** The TLS options that say which chains are trusted. */
export interface Roots {
  /** PEM to trust alone; undefined for the roots of the runtime. */
  readonly ca?: string | readonly string[];
  /** Whether each certificate of `ca` is an anchor, also one that is no root: as curl has it. */
  readonly allowPartialTrustChain?: boolean;
}

/** Which of two sets of roots a host's chain is verified against first. */
export interface Trust {
  first(host: string): Roots;
  /** The other set; undefined when there is none. */
  other(roots: Roots): Roots | undefined;
  /** Every root, and issuers to reach one by: the TLS library takes the first issuer that fits, even one that has expired. */
  through(issuers: readonly string[]): Roots;
  /** Remembers which set knew the host. */
  confirm(host: string, roots: Roots): void;
  readonly anchors: Anchors;
}

const hostsMax = 20_000;

/** The roots that the TLS library has unless told. */
const runtimeRoots: Roots = {};

/**
 * Trusts the runtime's roots and, beside them, `caPem`. They are kept apart and tried one after the other, because the
 * runtime builds a TLS context per server name: with 119 roots in it that is 1.9 ms of processor time a probe instead of
 * 0.5 ms (1,000 names, 32 in flight). A host is remembered, so only its first probe may need both.
 */
export function createTrust(caPem: string | undefined): Trust {
  const own: Roots | undefined = caPem === undefined ? undefined : { ca: caPem, allowPartialTrustChain: true };
  const known = createRecentMap<string, Roots>(hostsMax);
  const allPem = () => [...(caPem === undefined ? [] : [caPem]), ...getCACertificates("default")];
  let latest = runtimeRoots;
  return {
    first: (host) => known.get(host) ?? latest,
    other: (roots) => (roots === own ? runtimeRoots : own),
    // No partial chain here: what a server sends must never become an anchor.
    through: (issuers) => ({ ca: [...allPem(), ...issuers] }),
    confirm(host, roots) {
      const isSet = roots === own || roots === runtimeRoots;
      if (isSet) latest = roots;
      // Without a choice there is nothing to remember.
      if (own !== undefined || !isSet) known.set(host, roots);
    },
    anchors: createAnchors(allPem),
  };
}
