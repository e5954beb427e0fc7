import type { StoredEvidence } from "../../src/contract/v1/evidence.ts";

type Answer = Extract<StoredEvidence, { readonly kind: "answer" }>;

/** What is kept of an answer with status 503. */
export function anAnswerEvidence(overrides: Partial<Answer> = {}): Answer {
  return {
    kind: "answer",
    url: "https://example.org/",
    timings: { dnsMs: 3, tlsMs: 40, firstByteMs: 120, totalMs: 143 },
    remoteAddress: "192.0.2.7",
    status: 503,
    headers: [["server", "nginx"]],
    bodyStart: "Service Unavailable",
    bodyBytes: 19,
    redirects: [],
    ...overrides,
  };
}
