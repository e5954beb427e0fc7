import type { PeerCertificate } from "node:tls";
import type { ExchangePlan, ExchangeTools } from "./exchange-plan.ts";
import type { Roots } from "./trust.ts";

/** The TLS options of a request. */
export type TlsOptions = ReturnType<typeof tlsOptions>;

/** How a handshake verifies, and what it notes of its progress. */
export function tlsOptions({ identity }: ExchangeTools, plan: ExchangePlan, { ca, allowPartialTrustChain }: Roots) {
  const { progress, stopwatch, url } = plan;
  return {
    ...(ca === undefined ? {} : { ca: typeof ca === "string" ? ca : [...ca] }),
    ...(allowPartialTrustChain === undefined ? {} : { allowPartialTrustChain }),
    ...(url.isAddress ? {} : { serverName: url.name }),
    checkServerIdentity: (_: string, certificate: PeerCertificate) => {
      progress.tlsMs = stopwatch.elapsedMs();
      progress.phase = "headers";
      progress.leaf = { fingerprint: certificate.fingerprint256, der: certificate.raw };
      plan.onHandshakeDone();
      return identity.check(url.name, certificate);
    },
  };
}
