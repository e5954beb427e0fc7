import { X509Certificate } from "node:crypto";
import { cleanText } from "../base/clean-text.ts";
import type { Certificate } from "../checks/observation.ts";

const namesMax = 100;
const nameCharactersMax = 253;
const distinguishedNameCharactersMax = 300;

/** A certificate from its bytes; undefined when they are not one. */
export function parseCertificate(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    // Bytes of a stranger: what cannot be parsed has no facts.
    return undefined;
  }
}

/** The facts of a certificate. Any field may be absent, empty or unreadable. */
export function certificateOf(parsed: X509Certificate): Certificate {
  return {
    subject: distinguishedName(textOf(() => parsed.subject)),
    issuer: distinguishedName(textOf(() => parsed.issuer)),
    serialNumber: cleanText(
      textOf(() => parsed.serialNumber),
      100,
    ),
    notBeforeMs: instantOf(textOf(() => parsed.validFrom)),
    notAfterMs: instantOf(textOf(() => parsed.validTo)),
    fingerprint: parsed.fingerprint256,
    names: alternativeNames(textOf(() => parsed.subjectAltName)),
  };
}

/** Why a certificate is too weak to trust, RFC 8996 and the CA/Browser Forum's rules; undefined when it is not. */
export function certificateWeakness(parsed: X509Certificate): string | undefined {
  const key = weakKey(parsed);
  if (key !== undefined) return key;
  // A root is trusted by its key: nobody looks at its own signature.
  if (textOf(() => parsed.subject) === textOf(() => parsed.issuer)) return undefined;
  const algorithm = textOf(() => parsed.signatureAlgorithm);
  return /md2|md4|md5|sha1(?!\d)/i.test(algorithm) ? `signed with ${cleanText(algorithm, 60)}` : undefined;
}

function weakKey(certificate: X509Certificate): string | undefined {
  const { modulusLength, namedCurve } = keyDetailsOf(certificate);
  if (modulusLength !== undefined && modulusLength < 2048) return `an RSA key of ${modulusLength} bits`;
  const curveBits = Number(/\d{3}/.exec(namedCurve ?? "")?.[0] ?? Number.POSITIVE_INFINITY);
  return curveBits < 224 ? `an elliptic key of ${curveBits} bits` : undefined;
}

function keyDetailsOf(certificate: X509Certificate): { readonly modulusLength?: number; readonly namedCurve?: string } {
  try {
    return certificate.publicKey.asymmetricKeyDetails ?? {};
  } catch {
    // A key of an unknown kind cannot be weighed.
    return {};
  }
}

/** What a field says; "" for one that is absent, as an empty subject is, or that the runtime cannot read. */
function textOf(read: () => string | undefined): string {
  try {
    return read() ?? "";
  } catch {
    return "";
  }
}

/** An instant in milliseconds since 1970; 0, which is long over, for a date that no calendar has. */
function instantOf(text: string): number {
  const ms = Date.parse(text);
  return Number.isFinite(ms) ? ms : 0;
}

/** Attributes come one a line, most significant first, as the certificate has them. */
function distinguishedName(text: string): string {
  return cleanText(text.replaceAll("\n", ", "), distinguishedNameCharactersMax);
}

function alternativeNames(text: string): string[] {
  if (text === "") return [];
  return text
    .split(", ", namesMax)
    .map((name) => cleanText(name.replace(/^(DNS|IP Address|URI|email):/, ""), nameCharactersMax));
}
