import { X509Certificate } from "node:crypto";

/** The certificates that are trusted by themselves. */
export interface Anchors {
  /** Whether one of them issued a certificate, and signed it. */
  issued(certificate: X509Certificate): boolean;
}

const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Anchors from bundles of PEM, read when the first is needed; blocks that are no certificate are skipped, as OpenSSL does. */
export function createAnchors(bundles: () => readonly string[]): Anchors {
  let bySubject: ReadonlyMap<string, readonly X509Certificate[]> | undefined;
  return {
    issued(certificate) {
      bySubject ??= Map.groupBy(bundles().flatMap(certificatesIn), (one) => one.subject);
      return bySubject.get(certificate.issuer)?.some((one) => isIssuer(one, certificate)) ?? false;
    },
  };
}

function certificatesIn(bundle: string): X509Certificate[] {
  return (bundle.match(pemBlock) ?? []).flatMap((pem) => {
    try {
      return [new X509Certificate(pem)];
    } catch {
      // The runtime has said so when it was given the same bundle.
      return [];
    }
  });
}

/** Whether `issuer` names and signed `certificate`. False for keys of a kind that the runtime does not know. */
export function isIssuer(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // Bytes of a stranger.
    return false;
  }
}
