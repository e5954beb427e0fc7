import type { Certificate, CertificateChain } from "../checks/observation.ts";
import { createRecentMap } from "../net/recent-map.ts";

/** What is known of the chain behind a leaf. */
export interface KnownChain {
  readonly chain: CertificateChain;
  /** Why the chain is too weak to trust; undefined when it is not. */
  readonly weakness: string | undefined;
  /** Whether the whole chain was seen, or the leaf only. */
  readonly whole: boolean;
}

/** Chains by the fingerprint of their leaf, so that each is inspected once and its facts are held once. */
export interface ChainMemory {
  /** Undefined for a leaf that was not seen yet, or whose chain could not be read an hour ago. */
  find(fingerprint: string, nowMs: number): KnownChain | undefined;
  /** Gives back what is kept, which shares its issuers with other chains. */
  keep(fingerprint: string, known: KnownChain, nowMs: number): KnownChain;
}

const leavesMax = 20_000;
const issuersMax = 2_000;
const partialForMs = 3_600_000;

/** A bounded memory: the leaf that was asked for longest ago is forgotten first. */
export function createChainMemory(): ChainMemory {
  const chains = createRecentMap<string, { readonly known: KnownChain; readonly atMs: number }>(leavesMax);
  const issuers = createRecentMap<string, Certificate>(issuersMax);

  /** Ten thousand leaves have a handful of issuers: they share one copy. */
  function shared(certificate: Certificate): Certificate {
    const held = issuers.get(certificate.fingerprint);
    if (held) return held;
    issuers.set(certificate.fingerprint, certificate);
    return certificate;
  }

  return {
    find(fingerprint, nowMs) {
      const entry = chains.get(fingerprint);
      if (!entry) return undefined;
      return entry.known.whole || nowMs - entry.atMs < partialForMs ? entry.known : undefined;
    },
    keep(fingerprint, known, nowMs) {
      const [leaf, ...rest] = known.chain.certificates;
      const kept = { ...known, chain: { certificates: leaf ? [leaf, ...rest.map(shared)] : [] } };
      chains.set(fingerprint, { known: kept, atMs: nowMs });
      return kept;
    },
  };
}
