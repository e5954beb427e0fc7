import type { Certificate, CertificateChain } from "../checks/observation.ts";
import { createRecentMap } from "../net/recent-map.ts";

/** What is known of the chain behind a leaf. */
export interface KnownChain {
  readonly chain: CertificateChain;
  /** Why the chain is too weak to trust; undefined when it is not. */
  readonly weakness: string | undefined;
  /** Whether the whole chain was seen, or the leaf only. */
  readonly whole: boolean;
  /** Whether nothing about it could trouble a check soon: else it is read again each time, since it may be repaired. */
  readonly isSound: boolean;
  /** PEM of the issuers by which a client that looks for a valid path gets to an anchor; undefined where there is no such path. */
  readonly detour: readonly string[] | undefined;
}

/** Chains by leaf and server, so that each is read seldom and its facts are held once. */
export interface ChainMemory {
  /** Undefined for a chain that was not seen yet, or not lately enough. */
  find(key: string, nowMs: number): KnownChain | undefined;
  /** Returns what is kept, which shares its issuers with other chains. */
  keep(key: string, known: KnownChain, nowMs: number): KnownChain;
}

const chainsMax = 20_000;
const issuersMax = 2_000;
/** How long a sound chain is taken to be what the server sends, in milliseconds; one that could not be read is tried sooner. */
const soundForMs = 3_600_000;
const partialForMs = 300_000;

/** A bounded memory: the chain that was asked for longest ago is forgotten first. */
export function createChainMemory(): ChainMemory {
  const chains = createRecentMap<string, { readonly known: KnownChain; readonly untilMs: number }>(chainsMax);
  const issuers = createRecentMap<string, Certificate>(issuersMax);

  /** Ten thousand leaves have a handful of issuers: they share one copy. */
  function shared(certificate: Certificate): Certificate {
    const held = issuers.get(certificate.fingerprint);
    if (held) return held;
    issuers.set(certificate.fingerprint, certificate);
    return certificate;
  }

  return {
    find(key, nowMs) {
      const entry = chains.get(key);
      return entry !== undefined && nowMs < entry.untilMs ? entry.known : undefined;
    },
    keep(key, known, nowMs) {
      const [leaf, ...rest] = known.chain.certificates;
      const { extras } = known.chain;
      const kept = {
        ...known,
        chain: {
          certificates: leaf ? [leaf, ...rest.map(shared)] : [],
          ...(extras === undefined ? {} : { extras: extras.map(shared) }),
        },
      };
      const forMs = known.whole ? soundForMs : partialForMs;
      if (known.isSound || !known.whole) chains.set(key, { known: kept, untilMs: nowMs + forMs });
      return kept;
    },
  };
}
