import { shownUrl } from "../../../base/secrets/shown-url.ts";
import type { EvidenceItem, StoredEvidence } from "../../../contract/v1/evidence.ts";
import type { KnownEvidence } from "../../read/known-evidence.ts";

/** What was seen as the API shows it. */
export function evidenceItem({ slot, observation: seen }: KnownEvidence): EvidenceItem {
  return {
    slot: slot.toISOString(),
    kind: seen.kind,
    url: shownUrl(seen.url),
    remoteAddress: seen.remoteAddress ?? null,
    timings: timingsOf(seen),
    chain: (seen.chain ?? []).map(({ subject, issuer, notBeforeMs, notAfterMs, fingerprint }) => {
      const [notBefore, notAfter] = [new Date(notBeforeMs).toISOString(), new Date(notAfterMs).toISOString()];
      return { subject, issuer, notBefore, notAfter, fingerprint };
    }),
    ...(seen.kind === "answer" ? answerOf(seen) : { ...noAnswer, reason: seen.reason, message: seen.message }),
  };
}

type Answer = Extract<StoredEvidence, { readonly kind: "answer" }>;

const noAnswer = { status: null, headers: [], bodyStart: null, bodyBytes: null, redirects: [] };

function answerOf({ status, headers, bodyStart, bodyBytes, redirects }: Answer) {
  return {
    reason: null,
    message: null,
    status,
    headers: headers.map(([name, value]) => ({ name, value })),
    bodyStart,
    bodyBytes,
    redirects: redirects.map(shownUrl),
  };
}

function timingsOf({ timings: { dnsMs, tlsMs, firstByteMs, totalMs } }: StoredEvidence): EvidenceItem["timings"] {
  return { dnsMs: dnsMs ?? null, tlsMs: tlsMs ?? null, firstByteMs: firstByteMs ?? null, totalMs };
}
