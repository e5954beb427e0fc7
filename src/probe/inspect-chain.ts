import { connect, type DetailedPeerCertificate } from "node:tls";
import type { Anchors } from "./anchors.ts";

/** Where to look, and for how long. */
export interface Inspection {
  readonly address: string;
  readonly port: number;
  /** Undefined for a URL with an IP address: SNI carries names only (RFC 6066, 3). */
  readonly serverName: string | undefined;
  readonly timeoutMs: number;
  /** What the chain should lead to. */
  readonly anchors: Anchors;
}

const certificatesMax = 10;

/**
 * The certificates (DER) that a server sends, leaf first, each followed by its issuer; at most 10, none when the
 * handshake does not come about in time. Trusts nothing and sends nothing: it only looks.
 */
export async function inspectChain(inspection: Inspection, signal: AbortSignal): Promise<readonly Uint8Array[]> {
  const { promise, resolve } = Promise.withResolvers<readonly Uint8Array[]>();
  const socket = connect({
    host: inspection.address,
    port: inspection.port,
    ...(inspection.serverName === undefined ? {} : { servername: inspection.serverName }),
    rejectUnauthorized: false,
  });
  const giveUp = () => resolve([]);
  const timer = setTimeout(giveUp, inspection.timeoutMs);
  signal.addEventListener("abort", giveUp);
  socket.on("error", giveUp);
  socket.on("close", giveUp);
  socket.once("secureConnect", () => resolve(sentCertificates(socket.getPeerCertificate(true))));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
    socket.destroy();
  }
}

/** The leaf and its issuers: a root names itself as its issuer, and a hostile chain might go in circles. */
function sentCertificates(leaf: DetailedPeerCertificate): Uint8Array[] {
  const found: Uint8Array[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = leaf;
  while (next?.raw !== undefined && !seen.has(next.fingerprint256) && found.length < certificatesMax) {
    seen.add(next.fingerprint256);
    found.push(next.raw);
    next = next.issuerCertificate;
  }
  return found;
}
