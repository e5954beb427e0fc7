import type { Reason } from "../../checks/reason.ts";

/** What people outside are told of a failure: nothing of how it was found. */
export const troubles = ["unreachable", "certificate", "error", "content", "slow", "unknown"] as const;
export type Trouble = (typeof troubles)[number];

const troubleOfReason: Readonly<Record<Reason, Trouble>> = {
  passed: "unknown",
  "dns-not-found": "unreachable",
  "dns-failed": "unreachable",
  "address-refused": "unreachable",
  "connection-refused": "unreachable",
  "connection-reset": "unreachable",
  unreachable: "unreachable",
  timeout: "unreachable",
  "tls-failed": "certificate",
  "certificate-expired": "certificate",
  "certificate-not-yet-valid": "certificate",
  "certificate-wrong-host": "certificate",
  "certificate-self-signed": "certificate",
  "certificate-unknown-issuer": "certificate",
  "certificate-incomplete-chain": "certificate",
  "certificate-weak": "certificate",
  "certificate-expiring": "certificate",
  "no-certificate": "certificate",
  "malformed-response": "error",
  "headers-too-large": "error",
  "redirect-refused": "error",
  "too-many-redirects": "error",
  "wrong-status": "error",
  "text-missing": "content",
  "text-present": "content",
  "pattern-unmatched": "content",
  "header-missing": "content",
  "header-present": "content",
  "header-differs": "content",
  "not-json": "content",
  "pointer-missing": "content",
  "value-differs": "content",
  "not-redirected": "content",
  "redirects-elsewhere": "content",
  slow: "slow",
  "body-too-long": "unknown",
  "body-undecodable": "unknown",
  "agent-no-resource": "unknown",
  "agent-no-route": "unknown",
  "agent-no-resolver": "unknown",
  "agent-error": "unknown",
  "agent-isolated": "unknown",
  quarantined: "unknown",
  "not-checked-yet": "unknown",
  "no-data": "unknown",
  "no-agent": "unknown",
  "exchange-failed": "unreachable",
  "request-unsendable": "unknown",
  "probe-bug": "unknown",
  "certificate-invalid": "certificate",
  "one-family-dead": "unreachable",
};

/** The plain words for a reason. */
export function troubleOf(reason: Reason): Trouble {
  return troubleOfReason[reason];
}
