import { cleanText } from "../base/clean-text.ts";
import type { AgentError, Answer, CertificateChain, Failure, Timings } from "../checks/observation.ts";
import { type Fault, isAgentFault } from "../net/fault.ts";
import type { Reply } from "./exchange-plan.ts";

/** Characters of a URL that are kept. */
export const urlCharactersMax = 2000;
const messageCharactersMax = 500;
const headersMax = 64;
const headerCharactersMax = 1000;

export interface AnsweredExchange {
  readonly reply: Reply;
  readonly url: string;
  readonly redirects: readonly string[];
  /** Of the https hops before. */
  readonly chains: readonly CertificateChain[];
  readonly remoteAddress: string | undefined;
  readonly timings: Timings;
  readonly deadFamily?: 4 | 6;
}

/** An answer, with every text in it clean but the body's: checks look for its text as it is. */
export function answered(exchange: AnsweredExchange): Answer {
  const { reply, url, redirects, chains, remoteAddress, timings, deadFamily } = exchange;
  return {
    kind: "answer",
    url: cleanText(url, urlCharactersMax),
    status: reply.status,
    headers: cleanHeaders(reply.headers),
    body: reply.body,
    bodyBytes: reply.bodyBytes,
    redirects,
    ...(chains.length === 0 ? {} : { redirectChains: chains }),
    ...(reply.chain === undefined ? {} : { chain: reply.chain }),
    remoteAddress: remoteAddress ?? "",
    timings,
    ...(deadFamily === undefined ? {} : { deadFamily }),
  };
}

export interface FailedExchange {
  readonly fault: Fault;
  readonly url: string;
  readonly timings: Timings;
  readonly chain?: CertificateChain | undefined;
  readonly remoteAddress?: string | undefined;
}

/** A failure, or an agent's error where the reason says so. */
export function failed({ fault, url, timings, chain, remoteAddress }: FailedExchange): Failure | AgentError {
  const { reason } = fault;
  const told = {
    url: cleanText(url, urlCharactersMax),
    message: cleanText(fault.message, messageCharactersMax),
    timings,
  };
  if (isAgentFault(reason)) return { kind: "agent-error", reason, ...told };
  return {
    kind: "failure",
    reason,
    ...told,
    ...(chain === undefined || chain.certificates.length === 0 ? {} : { chain }),
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
  };
}

function cleanHeaders(headers: Headers): (readonly [string, string])[] {
  const kept: (readonly [string, string])[] = [];
  for (const [name, value] of headers) {
    if (kept.length === headersMax) break;
    kept.push([cleanText(name, headerCharactersMax), cleanText(value, headerCharactersMax)]);
  }
  return kept;
}
