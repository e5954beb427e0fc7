import { expect, test } from "bun:test";
import { faultOfError, isAgentFault, isCertificateCode } from "../../../src/net/fault.ts";

const thrown = (code: string) => Object.assign(new Error("it went wrong"), { code });

test.each([
  ["ECONNREFUSED", "connection-refused"],
  ["ECONNRESET", "connection-reset"],
  ["EHOSTUNREACH", "unreachable"],
  ["ETIMEDOUT", "timeout"],
  ["EPROTO", "tls-failed"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "tls-failed"],
  ["CERT_HAS_EXPIRED", "certificate-expired"],
  ["CERT_NOT_YET_VALID", "certificate-not-yet-valid"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate-wrong-host"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "certificate-self-signed"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "certificate-unknown-issuer"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate-incomplete-chain"],
  ["CERT_SIGNATURE_FAILURE", "certificate-invalid"],
  ["INVALID_PURPOSE", "certificate-invalid"],
  ["UNHANDLED_CRITICAL_EXTENSION", "certificate-invalid"],
  ["PERMITTED_VIOLATION", "certificate-invalid"],
  ["UNSUPPORTED_NAME_SYNTAX", "certificate-invalid"],
  ["UNSPECIFIED", "certificate-invalid"],
  ["EPERM", "exchange-failed"],
  ["EACCES", "exchange-failed"],
  ["SomethingNew", "exchange-failed"],
  ["", "exchange-failed"],
  ["Malformed_HTTP_Response", "malformed-response"],
  ["InvalidContentLength", "malformed-response"],
  ["ResponseHeadersTooLarge", "headers-too-large"],
] as const)("%s is the target's: %s", (code, reason) => {
  const fault = faultOfError(thrown(code));
  expect([fault.reason, isAgentFault(fault.reason)]).toEqual([reason, false]);
});

test.each([
  ["EMFILE", "agent-no-resource"],
  ["ENFILE", "agent-no-resource"],
  ["ENOBUFS", "agent-no-resource"],
  ["ENOMEM", "agent-no-resource"],
  ["EADDRNOTAVAIL", "agent-no-resource"],
  ["FailedToOpenSocket", "agent-no-resource"],
  ["ENETUNREACH", "agent-no-route"],
  ["ENETDOWN", "agent-no-route"],
  ["DNS_ECONNREFUSED", "agent-no-resolver"],
] as const)("%s is the agent's own: %s", (code, reason) => {
  const fault = faultOfError(thrown(code));
  expect([fault.reason, isAgentFault(fault.reason)]).toEqual([reason, true]);
});

test("an error without a code is the target's, with its text", () => {
  expect(faultOfError("odd")).toEqual({ reason: "exchange-failed", message: "the exchange failed: odd" });
});

test("a request that the runtime refuses to send says nothing about the agent", () => {
  expect(faultOfError(new TypeError("Header 'x' has invalid value"))).toEqual({
    reason: "request-unsendable",
    message: "the request cannot be sent: Header 'x' has invalid value",
  });
});

test.each([
  ["CERT_HAS_EXPIRED", true],
  ["UNABLE_TO_DECRYPT_CERT_SIGNATURE", true],
  ["ECONNRESET", false],
  ["", false],
])("%p comes from a certificate: %p", (code, itDoes) => {
  expect(isCertificateCode(code)).toBe(itDoes);
});
