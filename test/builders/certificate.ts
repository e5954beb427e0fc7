import type { Certificate, CertificateChain } from "../../src/checks/observation.ts";

/** The instant that certificates of tests are judged at, in milliseconds since 1970 UTC. */
export const nowMs = Date.UTC(2026, 0, 1);

export const dayMs = 86_400_000;

/** A leaf of 90 days, 60 of which are left at `nowMs`. */
export function aCertificate(overrides: Partial<Certificate> = {}): Certificate {
  return {
    subject: "CN=example.org",
    issuer: "CN=Test Issuer",
    serialNumber: "0A",
    notBeforeMs: nowMs - 30 * dayMs,
    notAfterMs: nowMs + 60 * dayMs,
    fingerprint: Array.from({ length: 32 }, () => "AB").join(":"),
    names: ["example.org"],
    ...overrides,
  };
}

/** The certificate of an issuer, of three years, two of which are left at `nowMs`. */
export function anIssuer(overrides: Partial<Certificate> = {}): Certificate {
  return aCertificate({
    subject: "CN=Test Issuer",
    issuer: "CN=Test Root",
    notBeforeMs: nowMs - 365 * dayMs,
    notAfterMs: nowMs + 730 * dayMs,
    ...overrides,
  });
}

/** A chain, leaf first. */
export function aChain(...certificates: readonly Certificate[]): CertificateChain {
  return { certificates };
}
