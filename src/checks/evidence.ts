import { cleanText } from "../base/clean-text.ts";
import { shownResponseHeader } from "../base/secrets/shown-header.ts";
import { shownUrl } from "../base/secrets/shown-url.ts";
import { withoutSecrets } from "../base/secrets/without-secrets.ts";
import type { Answer, Certificate, Observation, Timings } from "./observation.ts";
import type { Reason } from "./reason.ts";

/** Bytes of evidence as JSON at most: it is stored for the first failure and the recovery of every incident. */
export const evidenceBytesMax = 8192;

/** One certificate of the chain sent, in short. Instants are milliseconds since 1970 UTC. */
export type CertificateSummary = Pick<Certificate, "subject" | "issuer" | "notBeforeMs" | "notAfterMs" | "fingerprint">;

interface Exchange {
  readonly url: string;
  readonly timings: Timings;
  readonly remoteAddress?: string;
  readonly chain?: readonly CertificateSummary[];
}

export interface AnswerEvidence extends Exchange {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** How the body begins; for one that could not be decoded, why. */
  readonly bodyStart: string;
  readonly bodyBytes: number;
  readonly redirects: readonly string[];
}

export interface FaultEvidence extends Exchange {
  readonly kind: "failure" | "agent-error";
  readonly reason: Reason;
  readonly message: string;
}

/** What is kept of an observation: plain, clean, without secrets, at most `evidenceBytesMax` as JSON. */
export type Evidence = AnswerEvidence | FaultEvidence;

/** How much is kept. Texts are counted in characters. */
interface Limits {
  readonly headers: number;
  readonly text: number;
  readonly body: number;
  readonly certificates: number;
}

type Keeping = Limits & { readonly secrets: readonly string[] };

/** Characters of a body that are looked through for secrets: more than what is kept of it, spaces put together. */
const bodyLookedAt = 8192;

/** From generous to what fits even where every character takes four bytes. */
const generous: Limits = { headers: 32, text: 256, body: 500, certificates: 10 };
const narrower: readonly Limits[] = [
  { headers: 32, text: 100, body: 300, certificates: 4 },
  { headers: 16, text: 60, body: 150, certificates: 2 },
];
const narrowest: Limits = { headers: 4, text: 40, body: 60, certificates: 1 };

/** The evidence of an observation without what was secret in its request, as much of it as fits. */
export function evidenceOf(seen: Observation, secrets: readonly string[] = []): Evidence {
  for (const limits of [generous, ...narrower]) {
    const evidence = within({ ...limits, secrets }, seen);
    if (new TextEncoder().encode(JSON.stringify(evidence)).length <= evidenceBytesMax) return evidence;
  }
  return within({ ...narrowest, secrets }, seen);
}

/** A text from outside, as it is kept. */
function kept(text: string, charactersMax: number, { secrets }: Keeping): string {
  // before it is cut: half a secret is one too
  return cleanText(withoutSecrets(text, secrets), charactersMax);
}

function within(limits: Keeping, seen: Observation): Evidence {
  const { kind, url, timings } = seen;
  const exchange = { url: kept(shownUrl(url), limits.text, limits), timings, ...peerOf(limits, seen) };
  if (kind === "answer") return { kind, ...exchange, ...answerOf(limits, seen) };
  return { kind, ...exchange, reason: seen.reason, message: kept(seen.message, limits.text, limits) };
}

function peerOf(limits: Keeping, seen: Observation): Pick<Exchange, "remoteAddress" | "chain"> {
  if (seen.kind === "agent-error") return {};
  const { remoteAddress, chain } = seen;
  const summaries = chain?.certificates.slice(0, limits.certificates).map((each) => summaryOf(each, limits.text));
  return {
    ...(remoteAddress === undefined ? {} : { remoteAddress: cleanText(remoteAddress, 64) }),
    ...(summaries === undefined ? {} : { chain: summaries }),
  };
}

function answerOf(limits: Keeping, seen: Answer): Omit<AnswerEvidence, "kind" | keyof Exchange> {
  return {
    status: seen.status,
    headers: seen.headers
      .slice(0, limits.headers)
      .map(([name, value]) => [
        kept(name, limits.text, limits),
        kept(shownResponseHeader(name, value), limits.text, limits),
      ]),
    bodyStart: kept(bodyText(seen).slice(0, bodyLookedAt), limits.body, limits),
    bodyBytes: seen.bodyBytes,
    redirects: seen.redirects.slice(0, 5).map((each) => kept(shownUrl(each), limits.text, limits)),
  };
}

function bodyText({ body }: Answer): string {
  switch (body.kind) {
    case "text":
      return body.text;
    case "too-long":
      return body.start;
    case "undecodable":
      return body.message;
    default:
      return body satisfies never;
  }
}

function summaryOf(certificate: Certificate, charactersMax: number): CertificateSummary {
  const { subject, issuer, notBeforeMs, notAfterMs, fingerprint } = certificate;
  return {
    subject: cleanText(subject, charactersMax),
    issuer: cleanText(issuer, charactersMax),
    notBeforeMs,
    notAfterMs,
    fingerprint: cleanText(fingerprint, 95),
  };
}
