import type { Clock } from "../base/clock.ts";
import { certificateOf, certificateWeakness } from "./certificate.ts";
import { createChainMemory, type KnownChain } from "./chain-memory.ts";
import { type Inspection, inspectChain } from "./inspect-chain.ts";

/** A leaf as the handshake brought it. */
export interface Leaf {
  readonly fingerprint: string;
  readonly der: Uint8Array;
}

/** Reads what a server sends in its handshake, with as few handshakes as can be. */
export interface ChainReader {
  /** The chain behind a leaf: from memory, or by one inspection for all who ask meanwhile; the leaf alone when that fails. */
  behind(leaf: Leaf, inspection: Inspection, signal: AbortSignal): Promise<KnownChain>;
  /** The chain that was just refused; without certificates when it cannot be read. */
  refused(inspection: Inspection, signal: AbortSignal): Promise<KnownChain>;
}

/** A reader with an empty memory. */
export function createChainReader(clock: Clock): ChainReader {
  const memory = createChainMemory();
  const underWay = new Map<string, Promise<KnownChain>>();

  async function read(leaf: Leaf, inspection: Inspection, signal: AbortSignal): Promise<KnownChain> {
    const sent = knownChain(await inspectChain(inspection, signal), true);
    const isSame = sent.chain.certificates[0]?.fingerprint === leaf.fingerprint;
    const known = isSame ? sent : knownChain([leaf.der], false);
    return signal.aborted ? known : memory.keep(leaf.fingerprint, known, clock.monotonicMs());
  }

  return {
    async behind(leaf, inspection, signal) {
      const known = memory.find(leaf.fingerprint, clock.monotonicMs());
      if (known) return known;
      const asked = underWay.get(leaf.fingerprint);
      if (asked) return await within(asked, inspection.timeoutMs, () => knownChain([leaf.der], false));
      const asking = read(leaf, inspection, signal).finally(() => underWay.delete(leaf.fingerprint));
      underWay.set(leaf.fingerprint, asking);
      return await asking;
    },
    refused: async (inspection, signal) => knownChain(await inspectChain(inspection, signal), true),
  };
}

function knownChain(sent: readonly Uint8Array[], whole: boolean): KnownChain {
  const certificates = sent.map(certificateOf).filter((one) => one !== undefined);
  const weakness = sent.map(certificateWeakness).find((one) => one !== undefined);
  return { chain: { certificates }, weakness, whole };
}

/** Another probe's inspection has that probe's deadline: nobody waits for it longer than their own. */
async function within<T>(asked: Promise<T>, limitMs: number, otherwise: () => T): Promise<T> {
  const late = Promise.withResolvers<T>();
  const timer = setTimeout(() => late.resolve(otherwise()), limitMs);
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
