import { createRecentMap } from "../net/recent-map.ts";

/** A set of roots: PEM to trust alone, or undefined for the roots of the runtime. */
export type Roots = string | undefined;

/** Which of two sets of roots a host's chain is verified against first. */
export interface Trust {
  first(host: string): Roots;
  /** The other set; false when there is none. */
  other(roots: Roots): { readonly roots: Roots } | false;
  /** Remembers which set knew the host. */
  confirm(host: string, roots: Roots): void;
}

const hostsMax = 20_000;

/**
 * Trusts the runtime's roots and, beside them, `caPem`. They are kept apart and tried one after the other, because the
 * runtime builds a TLS context per server name: with 119 roots in it that is 1.9 ms of processor time a probe instead of
 * 0.5 ms (1,000 names, 32 in flight). A host is remembered, so only its first probe may need both.
 */
export function createTrust(caPem: string | undefined): Trust {
  if (caPem === undefined) return { first: () => undefined, other: () => false, confirm: () => undefined };
  const known = createRecentMap<string, { readonly roots: Roots }>(hostsMax);
  let latest: Roots;
  return {
    first: (host) => (known.get(host) ?? { roots: latest }).roots,
    other: (roots) => ({ roots: roots === undefined ? caPem : undefined }),
    confirm(host, roots) {
      latest = roots;
      known.set(host, { roots });
    },
  };
}
