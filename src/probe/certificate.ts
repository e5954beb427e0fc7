import { X509Certificate } from "node:crypto";
import { cleanText } from "../base/clean-text.ts";
import type { Certificate } from "../checks/observation.ts";

const namesMax = 100;
const nameCharactersMax = 253;
const distinguishedNameCharactersMax = 300;

/** The facts of a certificate; undefined when its bytes are not one. */
export function certificateOf(der: Uint8Array): Certificate | undefined {
  const parsed = parsedCertificate(der);
  if (!parsed) return undefined;
  return {
    subject: distinguishedName(parsed.subject),
    issuer: distinguishedName(parsed.issuer),
    serialNumber: cleanText(parsed.serialNumber, 100),
    notBeforeMs: Date.parse(parsed.validFrom),
    notAfterMs: Date.parse(parsed.validTo),
    fingerprint: parsed.fingerprint256,
    names: alternativeNames(parsed.subjectAltName),
  };
}

/** Why a certificate is too weak to trust, RFC 8996 and the CA/Browser Forum's rules; undefined when it is not. */
export function certificateWeakness(der: Uint8Array): string | undefined {
  const parsed = parsedCertificate(der);
  if (!parsed) return undefined;
  const key = weakKey(parsed);
  if (key !== undefined) return key;
  // A root is trusted by its key: nobody looks at its own signature.
  if (parsed.subject === parsed.issuer) return undefined;
  const algorithm = parsed.signatureAlgorithm ?? "";
  return /md2|md4|md5|sha1(?!\d)/i.test(algorithm) ? `signed with ${cleanText(algorithm, 60)}` : undefined;
}

function weakKey(certificate: X509Certificate): string | undefined {
  const key = publicKeyOf(certificate);
  const { modulusLength, namedCurve } = key?.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined && modulusLength < 2048) return `an RSA key of ${modulusLength} bits`;
  const curveBits = Number(/\d{3}/.exec(namedCurve ?? "")?.[0] ?? Number.POSITIVE_INFINITY);
  return curveBits < 224 ? `an elliptic key of ${curveBits} bits` : undefined;
}

function parsedCertificate(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    // Bytes of a stranger: what cannot be parsed has no facts.
    return undefined;
  }
}

function publicKeyOf(certificate: X509Certificate) {
  try {
    return certificate.publicKey;
  } catch {
    // A key of an unknown kind cannot be weighed.
    return undefined;
  }
}

/** Attributes come one a line, most significant first, as the certificate has them. */
function distinguishedName(text: string): string {
  return cleanText(text.replaceAll("\n", ", "), distinguishedNameCharactersMax);
}

function alternativeNames(text: string | undefined): string[] {
  if (text === undefined) return [];
  return text
    .split(", ", namesMax)
    .map((name) => cleanText(name.replace(/^(DNS|IP Address|URI|email):/, ""), nameCharactersMax));
}
