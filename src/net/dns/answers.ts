import type { Clock } from "../../base/clock.ts";
import { createRecentMap } from "../recent-map.ts";
import type { NameAnswer } from "./families.ts";
import type { Question } from "./message.ts";
import { lookupErrorOf, type QueryDeps, query } from "./query.ts";
import type { DnsServer } from "./resolv-conf.ts";
import { createQueryWindow } from "./window.ts";

/** Answers of servers, each asked for once. */
export interface Answers {
  /**
   * The answer to a question: a kept one, that of a query under way, or that of a new one. `begin` is called when the query
   * leaves its queue. Rejects with a LookupError.
   */
  ask(question: Question, servers: readonly DnsServer[], begin: () => void): Promise<NameAnswer>;
  /** Drops the answers that are kept. */
  forget(): void;
}

const namesMax = 20_000;
/** How long an address is kept at most, in seconds, whatever its record says: a site that moves is to be seen. */
const ttlSecondsMax = 300;
/** How long a query goes on for callers that come later, in milliseconds: longer than most probes wait. */
const queryMsMax = 30_000;

/** A query under way, for all who want its answer. */
interface Shared {
  readonly answer: Promise<NameAnswer>;
  readonly begun: Promise<void>;
}

/** Knows no answer yet. */
export function createAnswers(clock: Clock, onReply: QueryDeps["onReply"]): Answers {
  const window = createQueryWindow(clock);
  const underWay = new Map<string, Shared>();
  let kept = createRecentMap<string, { readonly answer: NameAnswer; readonly untilMs: number }>(namesMax);

  async function answerTo(question: Question, key: string, deps: QueryDeps): Promise<NameAnswer> {
    const cache = kept;
    const reply = await query(deps, question, AbortSignal.timeout(queryMsMax));
    if (!("rcode" in reply)) throw lookupErrorOf(reply);
    const { addresses, rcode, ttlSeconds } = reply;
    const answer = { addresses, exists: rcode !== "NXDOMAIN" };
    const untilMs = clock.monotonicMs() + Math.min(ttlSeconds, ttlSecondsMax) * 1000;
    if (ttlSeconds > 0) cache.set(key, { answer, untilMs });
    return answer;
  }

  function share(question: Question, key: string, servers: readonly DnsServer[]): Shared {
    const begun = Promise.withResolvers<void>();
    const deps = { servers, window, onReply, onBegin: begun.resolve };
    const answer = answerTo(question, key, deps).finally(() => underWay.delete(key));
    // Callers that gave up have left nobody to hear of it.
    answer.catch(() => undefined);
    return { answer, begun: begun.promise };
  }

  return {
    ask(question, servers, begin) {
      const key = `${question.type} ${question.name}`;
      const known = kept.get(key);
      if (known !== undefined && clock.monotonicMs() < known.untilMs) {
        begin();
        return Promise.resolve(known.answer);
      }
      const shared = underWay.get(key) ?? share(question, key, servers);
      underWay.set(key, shared);
      void shared.begun.then(begin);
      return shared.answer;
    },
    forget() {
      kept = createRecentMap(namesMax);
    },
  };
}
