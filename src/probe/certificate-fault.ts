import type { Certificate, CertificateChain } from "../checks/observation.ts";
import { type Fault, faultOfError, untrustedCodes } from "../net/fault.ts";

/** What the verification of a certificate said, and what the server sent. */
export interface RefusedCertificate {
  readonly error: unknown;
  readonly code: string;
  readonly host: string;
  /** No certificates when they could not be read. */
  readonly chain: CertificateChain;
  readonly now: Date;
}

/** Tells the ways of not being trusted apart and says which certificate it is. */
export function certificateFault(refused: RefusedCertificate): Fault {
  const { code, chain } = refused;
  const leaf = chain.certificates[0];
  if (!leaf) return faultOfError(refused.error);
  if (untrustedCodes.has(code)) return untrustedFault(chain, leaf);
  const { reason, message } = faultOfError(refused.error);
  switch (reason) {
    case "certificate-expired":
      return { reason, message: expiredMessage(chain, refused.now) ?? message };
    case "certificate-not-yet-valid":
      return { reason, message: notYetValidMessage(chain, refused.now) ?? message };
    case "certificate-wrong-host":
      return { reason, message: wrongHostMessage(leaf, refused.host) };
    default:
      return { reason, message };
  }
}

/**
 * A lone leaf that another certificate issued lacks its intermediate; a leaf with issuers that lead to no trusted root
 * was issued by a stranger.
 */
function untrustedFault({ certificates }: CertificateChain, leaf: Certificate): Fault {
  if (leaf.issuer === leaf.subject) {
    return { reason: "certificate-self-signed", message: `the certificate is signed by itself (${leaf.subject})` };
  }
  if (certificates.length === 1) {
    const message = `the server sent only its own certificate: the issuer (${leaf.issuer}) is neither sent nor trusted`;
    return { reason: "certificate-incomplete-chain", message };
  }
  const issuer = certificates.at(-1)?.issuer ?? leaf.issuer;
  return { reason: "certificate-unknown-issuer", message: `the chain ends at ${issuer}, which is not trusted` };
}

function expiredMessage({ certificates }: CertificateChain, now: Date): string | undefined {
  const expired = certificates.find((one) => one.notAfterMs < now.getTime());
  return expired && `the certificate ${expired.subject} expired at ${instant(expired.notAfterMs)}`;
}

function notYetValidMessage({ certificates }: CertificateChain, now: Date): string | undefined {
  const early = certificates.find((one) => one.notBeforeMs > now.getTime());
  return early && `the certificate ${early.subject} is valid only from ${instant(early.notBeforeMs)}`;
}

const namesShown = 5;

function wrongHostMessage(leaf: Certificate, host: string): string {
  if (leaf.names.length > 0) return `the certificate is for ${namesText(leaf)}, not for ${host}`;
  const subject = leaf.subject === "" ? "" : `: browsers do not read its subject (${leaf.subject})`;
  return `the certificate names no host (it has no subjectAltName)${subject}`;
}

function namesText({ names }: Certificate): string {
  const shown = names.slice(0, namesShown).join(", ");
  return names.length > namesShown ? `${shown} and ${names.length - namesShown} more` : shown;
}

/** A certificate may hold a date that no calendar has. */
function instant(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "an unreadable date" : date.toISOString();
}
