import { pause } from "../../base/loop.ts";
import { askServer, type ServerFailure } from "./ask-server.ts";
import { LookupError } from "./lookup-error.ts";
import type { Question, Reply } from "./message.ts";
import type { DnsServer } from "./resolv-conf.ts";
import type { QueryWindow } from "./window.ts";

/** Why nothing is known of a name. */
export type QueryFailure =
  | ServerFailure
  /** A server cannot tell; `code` is its response code. */
  | { readonly kind: "refused"; readonly code: string }
  /** No server replied. */
  | { readonly kind: "silent"; readonly code: "" };

export interface QueryDeps {
  /** In the order to ask. */
  readonly servers: readonly DnsServer[];
  readonly window: QueryWindow;
  /** Called when the query gets its place and is sent. */
  readonly onBegin: () => void;
  /** Called with each server that replied, whatever it said. */
  readonly onReply: (server: DnsServer) => void;
}

/** How long the first round waits for a server, in milliseconds; each round after it waits half as much again. */
const firstWaitMs = 500;
const waitGrowth = 1.5;
const waitMsMax = 5000;
const roundsMax = 12;
/** How long a datagram may lie unread in the socket of a resolver, in milliseconds. */
const unreadMs = 250;
/** So many rounds in which a server refuses, and that is the result: a busy forwarder refuses for a moment only. */
const refusedRoundsMax = 3;

/**
 * Asks until a server says that the name exists or does not: again, and the next server. A reply to an earlier try counts
 * like one to the latest. Gives up when servers refuse again and again, or when `signal` aborts.
 */
export async function query(deps: QueryDeps, question: Question, signal: AbortSignal): Promise<Reply | QueryFailure> {
  const place = await deps.window.take();
  deps.onBegin();
  const unread = setTimeout(() => place[Symbol.dispose](), unreadMs);
  using tries = createTries(deps, question);
  try {
    return await inRounds(deps, tries, signal);
  } finally {
    clearTimeout(unread);
    place[Symbol.dispose]();
  }
}

async function inRounds({ servers }: QueryDeps, tries: Tries, signal: AbortSignal): Promise<Reply | QueryFailure> {
  let failure: QueryFailure = { kind: "silent", code: "" };
  let refusedRounds = 0;
  for (let round = 0; round < roundsMax && !signal.aborted; round += 1) {
    const waitMs = Math.min(waitMsMax, firstWaitMs * waitGrowth ** round);
    let refused = false;
    for (const server of servers) {
      const outcome = await tries.next(server, waitMs, signal);
      if (outcome !== undefined && "rcode" in outcome) return outcome;
      if (outcome === undefined) continue;
      refused = true;
      // A server that speaks tells more than one that cannot be reached.
      if (failure.kind !== "refused" || outcome.kind === "refused") failure = outcome;
    }
    if (!refused) continue;
    refusedRounds += 1;
    if (refusedRounds === refusedRoundsMax) return failure;
    const late = await tries.wait(unreadMs * 2 ** round, signal);
    if (late !== undefined) return late;
  }
  return failure;
}

/** The queries sent for one question. */
interface Tries extends Disposable {
  /** Sends one more; what came of it, or a reply to an earlier one; undefined when the time is over. */
  next(server: DnsServer, waitMs: number, signal: AbortSignal): Promise<Reply | QueryFailure | undefined>;
  /** A reply to an earlier one, or undefined when the time is over. */
  wait(waitMs: number, signal: AbortSignal): Promise<Reply | undefined>;
}

function createTries({ window, onReply }: QueryDeps, question: Question): Tries {
  const sent = new DisposableStack();
  const reply = Promise.withResolvers<Reply>();
  let count = 0;

  async function ask(server: DnsServer): Promise<Reply | QueryFailure> {
    const isFirst = count === 0;
    count += 1;
    const outcome = await sent.use(askServer(server, question)).outcome;
    if (!("rcode" in outcome)) return outcome;
    onReply(server);
    if (!isConclusive(outcome)) return { kind: "refused", code: outcome.rcode };
    if (isFirst) window.replied();
    else window.lost();
    reply.resolve(outcome);
    return outcome;
  }

  return {
    next: async (server, waitMs, signal) => await within([ask(server), reply.promise], waitMs, signal),
    wait: async (waitMs, signal) => await within([reply.promise], waitMs, signal),
    [Symbol.dispose]: () => sent.dispose(),
  };
}

const rcodes: Readonly<Record<string, string>> = {
  SERVFAIL: "DNS_ESERVFAIL",
  REFUSED: "DNS_EREFUSED",
  FORMERR: "DNS_EFORMERR",
  NOTIMP: "DNS_ENOTIMP",
};

/** The error of a query that told nothing of its name. */
export function lookupErrorOf({ kind, code }: QueryFailure): LookupError {
  switch (kind) {
    case "refused":
      return new LookupError(rcodes[code] ?? "DNS_EBADRESP");
    case "malformed":
      return new LookupError("DNS_EBADRESP");
    case "unreachable":
      return new LookupError("DNS_ECONNREFUSED");
    case "local":
      return new LookupError(code);
    case "silent":
      return new LookupError("DNS_ETIMEOUT");
    default:
      return kind satisfies never;
  }
}

/** Whether the name exists, has no such address, or does not exist: anything else is the server's own trouble. */
function isConclusive({ rcode }: Reply): boolean {
  return rcode === "NOERROR" || rcode === "NXDOMAIN";
}

/** What comes first of some promises; undefined when the time is over. */
async function within<T>(outcomes: readonly Promise<T>[], waitMs: number, signal: AbortSignal): Promise<T | undefined> {
  const over = new AbortController();
  const end = () => over.abort();
  signal.addEventListener("abort", end);
  try {
    return await Promise.race([...outcomes, pause(waitMs, over.signal).then(() => undefined)]);
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}
