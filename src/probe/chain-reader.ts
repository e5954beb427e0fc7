import type { X509Certificate } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import type { Certificate } from "../checks/observation.ts";
import { certificateOf, certificateWeakness, parseCertificate } from "./certificate.ts";
import { pathOf } from "./certificate-path.ts";
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

/** An issuer with less left than this is not sound, in milliseconds: checks will tell of it, and somebody replace it. */
const issuerLeftMsMin = 40 * 86_400_000;

/** A reader with an empty memory. */
export function createChainReader(clock: Clock): ChainReader {
  const memory = createChainMemory();
  const underWay = new Map<string, Promise<KnownChain>>();

  function known(sent: readonly Uint8Array[], inspection: Inspection, whole: boolean): KnownChain {
    return knownChain(sent, { inspection, whole, nowMs: clock.now().getTime() });
  }

  async function read(leaf: Leaf, key: string, asked: Inspection, signal: AbortSignal): Promise<KnownChain> {
    const sent = await inspectChain(asked, signal);
    const found = known(sent, asked, true);
    const isSame = found.chain.certificates[0]?.fingerprint === leaf.fingerprint;
    const chain = isSame ? found : known([leaf.der], asked, false);
    return signal.aborted ? chain : memory.keep(key, chain, clock.monotonicMs());
  }

  return {
    async behind(leaf, inspection, signal) {
      const key = `${leaf.fingerprint} ${inspection.address} ${inspection.port}`;
      const kept = memory.find(key, clock.monotonicMs());
      if (kept) return kept;
      const asked = underWay.get(key);
      if (asked) return await within(asked, inspection.timeoutMs, () => known([leaf.der], inspection, false));
      const asking = read(leaf, key, inspection, signal).finally(() => underWay.delete(key));
      underWay.set(key, asking);
      return await asking;
    },
    refused: async (inspection, signal) => known(await inspectChain(inspection, signal), inspection, true),
  };
}

interface Reading {
  readonly inspection: Inspection;
  readonly whole: boolean;
  readonly nowMs: number;
}

function knownChain(sent: readonly Uint8Array[], { inspection, whole, nowMs }: Reading): KnownChain {
  const parsed = sent.map(parseCertificate).filter((one) => one !== undefined);
  const { path, extras, isComplete } = pathOf(parsed, inspection.anchors, nowMs);
  const certificates = path.map(certificateOf);
  const weakness = path.map(certificateWeakness).find((one) => one !== undefined);
  return {
    chain: { certificates, ...(extras.length === 0 ? {} : { extras: extras.map(certificateOf) }) },
    weakness,
    whole,
    isSound: weakness === undefined && areLasting(certificates, nowMs),
    detour: isComplete ? path.slice(1).map(pemOf) : undefined,
  };
}

/** Whether the issuers outlive the leaf, or last long enough. */
function areLasting([leaf, ...issuers]: readonly Certificate[], nowMs: number): boolean {
  if (leaf === undefined) return false;
  return issuers.every((one) => one.notAfterMs >= leaf.notAfterMs || one.notAfterMs - nowMs > issuerLeftMsMin);
}

function pemOf(certificate: X509Certificate): string {
  return certificate.toString();
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
