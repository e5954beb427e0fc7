import type { AgentFault, FailureReason } from "./reason.ts";

/** Milliseconds from the moment the exchange may start (its places are taken) to each event; undefined for what did not happen. */
export interface Timings {
  /** Address known. */
  readonly dnsMs?: number;
  /** TLS handshake done. */
  readonly tlsMs?: number;
  /** Status line and headers read. */
  readonly firstByteMs?: number;
  readonly totalMs: number;
}

/** The facts of one X.509 certificate. Instants are milliseconds since 1970 UTC. Texts are already clean and cut. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** SHA-256 of the DER, upper-case hexadecimal pairs with colons. */
  readonly fingerprint: string;
  /** Names of the subjectAltName extension, at most 100. */
  readonly names: readonly string[];
}

/** What the server sent in its handshake, at most 10 certificates in all. */
export interface CertificateChain {
  /** The path that a client verifies: the leaf, then each issuer; where there is no valid path, the longest. */
  readonly certificates: readonly Certificate[];
  /** What was sent beside it, which no client looks at. */
  readonly extras?: readonly Certificate[];
}

/** The body as far as it was read, decoded as its charset says. */
export type Body =
  | { readonly kind: "text"; readonly text: string }
  /** Longer, or inflating to more, than the cap: `start` is what was read. */
  | { readonly kind: "too-long"; readonly start: string; readonly bytesMax: number }
  /** The content coding is unknown, nested or broken. */
  | { readonly kind: "undecodable"; readonly message: string };

/** The target answered. */
export interface Answer {
  readonly kind: "answer";
  /** The URL asked, or reached where redirects were followed. */
  readonly url: string;
  /** The first status, or that of `url` where redirects were followed. */
  readonly status: number;
  /** Names in lower case, in the order sent; values clean; at most 64, each cut at 1,000 characters. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Body;
  /** Bytes of the body as sent. */
  readonly bodyBytes: number;
  /** URLs that redirected here, in order. */
  readonly redirects: readonly string[];
  /** The chains of those of them that are https, in their order. */
  readonly redirectChains?: readonly CertificateChain[];
  /** Undefined for plain http. */
  readonly chain?: CertificateChain;
  readonly remoteAddress: string;
  readonly timings: Timings;
  /** The IP family over which the host cannot be reached, although it has addresses of it. */
  readonly deadFamily?: 4 | 6;
}

/** The exchange failed and the target's side is at fault. */
export interface Failure {
  readonly kind: "failure";
  readonly url: string;
  readonly reason: FailureReason;
  /** A sentence for a person, clean and cut. */
  readonly message: string;
  /** What the server sent, where a certificate is the reason. */
  readonly chain?: CertificateChain;
  readonly remoteAddress?: string;
  readonly timings: Timings;
}

/** The exchange could not be made because of the agent or its machine: says nothing about the target. */
export interface AgentError {
  readonly kind: "agent-error";
  readonly url: string;
  readonly reason: AgentFault;
  readonly message: string;
  readonly timings: Timings;
}

/** The facts a probe brought back, without judgement. */
export type Observation = Answer | Failure | AgentError;
