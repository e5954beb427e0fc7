import type { SeenCertificate } from "../../src/contract/agent.ts";

const dayMs = 86_400_000;

/** A certificate of 90 days, 60 of which are left. */
export function aSeenCertificate(overrides: Partial<SeenCertificate> = {}): SeenCertificate {
  return {
    fingerprint: "ab".repeat(32),
    issuer: "CN=Test Issuer",
    subject: "CN=example.org",
    notBeforeMs: Date.now() - 30 * dayMs,
    notAfterMs: Date.now() + 60 * dayMs,
    ...overrides,
  };
}
