import type { Clock } from "../base/clock.ts";
import type { Body, CertificateChain } from "../checks/observation.ts";
import type { Fault } from "../net/fault.ts";
import type { ResolvedAddress } from "../net/resolved-address.ts";
import type { TargetUrl } from "../net/target-url.ts";
import type { ChainReader, Leaf } from "./chain-reader.ts";
import type { Identity } from "./identity.ts";
import type { Inspection } from "./inspect-chain.ts";
import type { OutgoingRequest } from "./request-headers.ts";
import type { Stopwatch } from "./stopwatch.ts";
import type { Trust } from "./trust.ts";

/** One request to one address, whose places are held. */
export interface ExchangePlan {
  readonly url: TargetUrl;
  readonly address: ResolvedAddress;
  readonly outgoing: OutgoingRequest;
  readonly bodyBytesMax: number;
  readonly stopwatch: Stopwatch;
  /** Called when the TLS handshake is over. */
  readonly onHandshakeDone: () => void;
  readonly progress: Progress;
}

/** What every exchange uses. */
export interface ExchangeTools {
  readonly clock: Clock;
  readonly trust: Trust;
  readonly chains: ChainReader;
  readonly identity: Identity;
}

/** An answer as it came. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly bodyBytes: number;
  readonly chain: CertificateChain | undefined;
}

/** An exchange without an answer. */
export interface BrokenExchange {
  readonly fault: Fault;
  readonly chain: CertificateChain | undefined;
}

/** How far an exchange has come; written as it goes on. */
export interface Progress {
  phase: "connecting" | "headers" | "body";
  tlsMs?: number;
  firstByteMs?: number;
  /** The end of the exchange, good or bad: looking at its certificates comes after it. */
  totalMs?: number;
  leaf?: Leaf;
}

/** Where and for how long the chain behind an exchange may be looked at. */
export function inspectionOf({ url, address, stopwatch }: ExchangePlan, { anchors }: Trust): Inspection {
  return {
    address: address.address,
    port: url.port,
    serverName: url.isAddress ? undefined : url.name,
    timeoutMs: stopwatch.remainingMs(),
    anchors,
  };
}
