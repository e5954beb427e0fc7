import { shownText } from "../base/secrets/shown-url.ts";
import type { AgentFault, FailureReason } from "../checks/reason.ts";
import { codeOf } from "./error-code.ts";

/** Why there is no answer. A reason that starts with `agent-` says nothing about the target. */
export interface Fault {
  readonly reason: FailureReason | AgentFault;
  readonly message: string;
}

/** Whether a reason is the agent's own fault. */
export function isAgentFault(reason: FailureReason | AgentFault): reason is AgentFault {
  return reason.startsWith("agent-");
}

/** Codes of a chain that leads to no trusted root: another set of roots may know it. */
export const untrustedCodes: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_UNTRUSTED",
]);

/** Every code that the runtime is known to give, and what it means to us. */
const table: Readonly<Record<string, readonly [reason: Fault["reason"], message: string]>> = {
  // names, as c-ares names them
  DNS_ENOTFOUND: ["dns-not-found", "the name does not exist or has no address"],
  DNS_ENODATA: ["dns-not-found", "the name has no address"],
  DNS_ENONAME: ["dns-not-found", "the name does not exist"],
  DNS_EBADNAME: ["dns-not-found", "the name is not a valid host name"],
  DNS_ESERVFAIL: ["dns-failed", "the name servers answered with a failure (SERVFAIL)"],
  DNS_EREFUSED: ["dns-failed", "the name servers refused to answer"],
  DNS_EFORMERR: ["dns-failed", "the name servers called the query malformed"],
  DNS_EBADRESP: ["dns-failed", "the name servers' answer is malformed"],
  DNS_ENOTIMP: ["dns-failed", "the name servers do not know such a query"],
  DNS_ETIMEOUT: ["dns-failed", "the name servers did not answer in time"],
  DNS_ESILENT: ["agent-no-resolver", "this machine's resolver answers for no name"],
  DNS_EAI_AGAIN: ["dns-failed", "the name could not be looked up for now"],
  DNS_ECONNREFUSED: ["agent-no-resolver", "this machine's resolver cannot be reached"],
  DNS_ENOTINITIALIZED: ["agent-no-resolver", "this machine's resolver is not set up"],
  DNS_EFILE: ["agent-no-resolver", "this machine's resolver configuration cannot be read"],
  DNS_ENOMEM: ["agent-no-resource", "out of memory while looking the name up"],
  // connections
  ECONNREFUSED: ["connection-refused", "connection refused"],
  ECONNRESET: ["connection-reset", "the server closed the connection before the end of its answer"],
  ECONNABORTED: ["connection-reset", "the connection was aborted"],
  EPIPE: ["connection-reset", "the server closed the connection while the request was being sent"],
  EHOSTUNREACH: ["unreachable", "no route to the host"],
  EHOSTDOWN: ["unreachable", "the host is down"],
  ENETRESET: ["unreachable", "the network dropped the connection"],
  ETIMEDOUT: ["timeout", "the connection timed out"],
  // this machine
  ENETUNREACH: ["agent-no-route", "this machine has no route to the address"],
  ENETDOWN: ["agent-no-route", "this machine's network is down"],
  EAFNOSUPPORT: ["agent-no-route", "this machine does not have the address family"],
  EMFILE: ["agent-no-resource", "this process has no file descriptor left"],
  ENFILE: ["agent-no-resource", "this machine has no file descriptor left"],
  ENOBUFS: ["agent-no-resource", "this machine has no network buffer left"],
  ENOMEM: ["agent-no-resource", "this machine has no memory left"],
  EADDRNOTAVAIL: ["agent-no-resource", "this machine has no local port or address left"],
  EADDRINUSE: ["agent-no-resource", "this machine has no local port left"],
  EAGAIN: ["agent-no-resource", "this machine has no local port left"],
  FailedToOpenSocket: ["agent-no-resource", "this machine could not open a socket"],
  // HTTP
  Malformed_HTTP_Response: ["malformed-response", "the answer is not HTTP/1.1, or has more than 255 headers"],
  InvalidHTTPResponse: ["malformed-response", "the answer is not HTTP/1.1"],
  InvalidContentLength: ["malformed-response", "Content-Length is not a length, or there are two"],
  UnsupportedTransferEncoding: ["malformed-response", "the transfer coding is unknown"],
  UnrequestedUpgrade: ["malformed-response", "the server switched protocols unasked"],
  ResponseHeadersTooLarge: ["headers-too-large", "the headers are too large"],
  // TLS
  EPROTO: ["tls-failed", "the TLS handshake failed"],
  CERT_HAS_EXPIRED: ["certificate-expired", "the certificate has expired"],
  CERT_NOT_YET_VALID: ["certificate-not-yet-valid", "the certificate is not yet valid"],
  ERR_TLS_CERT_ALTNAME_INVALID: ["certificate-wrong-host", "the certificate is for other hosts"],
  HOSTNAME_MISMATCH: ["certificate-wrong-host", "the certificate is for other hosts"],
  DEPTH_ZERO_SELF_SIGNED_CERT: ["certificate-self-signed", "the certificate is signed by itself"],
  SELF_SIGNED_CERT_IN_CHAIN: ["certificate-unknown-issuer", "the chain ends at a root that is not trusted"],
  UNABLE_TO_GET_ISSUER_CERT: ["certificate-unknown-issuer", "the issuer is not trusted"],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ["certificate-unknown-issuer", "the issuer is not trusted"],
  CERT_UNTRUSTED: ["certificate-unknown-issuer", "the issuer is not trusted"],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["certificate-incomplete-chain", "the issuer is neither sent nor trusted"],
  CA_KEY_TOO_SMALL: ["certificate-weak", "a key in the chain is too short"],
  EE_KEY_TOO_SMALL: ["certificate-weak", "the certificate's key is too short"],
  CA_MD_TOO_WEAK: ["certificate-weak", "a signature in the chain is too weak"],
  CERT_SIGNATURE_FAILURE: ["certificate-invalid", "a signature in the chain is wrong"],
  CERT_REVOKED: ["certificate-invalid", "the certificate is revoked"],
  CERT_REJECTED: ["certificate-invalid", "the root is not trusted for websites"],
  CERT_CHAIN_TOO_LONG: ["certificate-invalid", "the chain is too long"],
  INVALID_CA: ["certificate-invalid", "an issuer in the chain may not issue certificates"],
  INVALID_NON_CA: ["certificate-invalid", "an issuer in the chain may not issue certificates"],
  KEYUSAGE_NO_CERTSIGN: ["certificate-invalid", "an issuer in the chain may not issue certificates"],
  INVALID_PURPOSE: ["certificate-invalid", "a certificate in the chain is for another purpose (its key usage)"],
  PATH_LENGTH_EXCEEDED: ["certificate-invalid", "an issuer in the chain allows fewer issuers below it"],
  UNHANDLED_CRITICAL_EXTENSION: ["certificate-invalid", "a critical extension in the chain is unknown"],
  PERMITTED_VIOLATION: ["certificate-invalid", "an issuer in the chain is limited to other names (name constraints)"],
  EXCLUDED_VIOLATION: ["certificate-invalid", "an issuer in the chain excludes this name (name constraints)"],
  NAME_CONSTRAINTS_WITHOUT_SANS: [
    "certificate-invalid",
    "an issuer has name constraints, and the certificate no names",
  ],
};

/** Families of the codes by which a certificate is refused: BoringSSL's X509_V_ERR names. */
const verificationCode =
  /^(CERT|CA|EE|CRL|UNABLE_TO|INVALID|PATH_LENGTH|KEYUSAGE|UNHANDLED|PERMITTED|EXCLUDED|SUBTREE|UNSUPPORTED|NAME_CONSTRAINTS|NO_EXPLICIT|UNNESTED|ERROR_IN_CERT|AKID|SUBJECT_ISSUER|DIFFERENT_CRL|EMAIL|IP_ADDRESS|HOSTNAME|UNSPECIFIED|APPLICATION_VERIFICATION|STORE_LOOKUP)(_|$)/;

/** Whether a code comes from the verification of a certificate, so that its chain is worth a look. */
export function isCertificateCode(code: string): boolean {
  return reasonOf(code).startsWith("certificate-") || verificationCode.test(code);
}

/**
 * The meaning of an error that the runtime gave for an exchange. Only the local causes of the table are the agent's fault:
 * whatever is not known there is of the target's making, since it is the target that differs.
 */
export function faultOfError(thrown: unknown): Fault {
  const code = codeOf(thrown);
  const known = table[code];
  if (known) return { reason: known[0], message: known[1] };
  if (isCertificateCode(code))
    return { reason: "certificate-invalid", message: `the certificate is refused (${code})` };
  if (/^ERR_(SSL|TLS)_/.test(code)) return { reason: "tls-failed", message: `the TLS handshake failed (${code})` };
  if (code.startsWith("DNS_")) return { reason: "dns-failed", message: `the name could not be looked up (${code})` };
  const text = shownText(thrown instanceof Error ? thrown.message : String(thrown));
  if (thrown instanceof TypeError)
    return { reason: "request-unsendable", message: `the request cannot be sent: ${text}` };
  return { reason: "exchange-failed", message: `the exchange failed: ${text}${code === "" ? "" : ` (${code})`}` };
}

function reasonOf(code: string): string {
  return table[code]?.[0] ?? "";
}
