import { cleanText } from "../base/clean-text.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { jitter, pause } from "../base/loop.ts";
import { type ResultDisposition, type ResultsRequest, type RunResult, resultsMax } from "../contract/agent.ts";
import type { AgentLoad } from "../contract/agent-load.ts";
import type { ServerClient, Trouble } from "./client.ts";
import { type Accounted, createKeptResults } from "./kept-results.ts";
import type { FinishedRun } from "./run-lease.ts";
import { createTroubleLog } from "./trouble-log.ts";

/** How long results gather before they are sent, in milliseconds. */
const gatherMs = 100;

/** Bounds of the pause after a failure: full jitter under a ceiling that doubles from the first to the second, in milliseconds. */
const backoffMs = { first: 500, most: 15_000 } as const;

/** Statuses that say something about the body that was sent: RFC 9110 §15.5. */
const bodyRefusals: ReadonlySet<number> = new Set([400, 413, 422]);

/** Brings results to the server, in batches, again and again until it has answered for each. */
export interface ResultSender {
  add(run: FinishedRun): void;
  /** Runs until `signal` aborts. */
  send(signal: AbortSignal): Promise<void>;
  /** Sends what is left until nothing is, or `signal` aborts. */
  flush(signal: AbortSignal): Promise<void>;
}

export interface SenderDeps {
  readonly client: Pick<ServerClient, "results">;
  readonly caller: Omit<ResultsRequest, "results">;
  /** What the agent carries now. */
  readonly load: () => AgentLoad;
  /** Hears of each result that the server has taken. */
  readonly onTaken: (result: RunResult) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How sending one batch ended; a retry waits at least `retryAfterMs`. */
type Turn = { readonly kind: "done" } | { readonly kind: "again"; readonly retryAfterMs: number };

/** A sender for one agent. */
export function createResultSender(deps: SenderDeps): ResultSender {
  const losses = createLossLog(deps.log);
  const kept = createKeptResults(deps.clock, losses.dropped);
  const trouble = createTroubleLog(deps.log, {
    begins: "cannot bring results to the server, will try again",
    ends: "the server takes results again",
  });

  async function sendBatch(signal: AbortSignal): Promise<Turn> {
    const batch = kept.nextBatch();
    if (batch.length === 0) return { kind: "done" };
    const request = { ...deps.caller, results: batch.map(({ run }) => run.result) };
    const answered = await deps.client.results(request, { signal, load: deps.load() });
    if (answered.kind !== "ok") {
      if (!signal.aborted) trouble.note(answered);
      if (!isBodyRefused(answered)) return again(answered.retryAfterMs);
      kept.drop(batch);
      return { kind: "done" };
    }
    const accounted = kept.account(batch, answered.reply);
    report(deps, accounted);
    if (accounted.missing > 0) {
      trouble.note({ situation: "passed-over", message: `the reply says nothing of ${accounted.missing} results` });
      return again(0);
    }
    trouble.over();
    losses.over();
    return { kind: "done" };
  }

  return {
    add: kept.add,
    async send(signal) {
      for (let failures = 0; !signal.aborted; ) {
        const turn = await sendBatch(signal);
        failures = turn.kind === "done" ? 0 : failures + 1;
        if (turn.kind === "again") await pause(Math.max(turn.retryAfterMs, backoffAfter(failures)), signal);
        else if (kept.size < resultsMax) await pause(gatherMs, signal);
      }
    },
    async flush(signal) {
      while (kept.size > 0 && !signal.aborted) {
        if ((await sendBatch(signal)).kind === "again") await pause(backoffMs.first, signal);
      }
    },
  };
}

function again(retryAfterMs: number): Turn {
  return { kind: "again", retryAfterMs: Math.min(retryAfterMs, backoffMs.most) };
}

function backoffAfter(failures: number): number {
  return jitter(Math.min(backoffMs.most, backoffMs.first * 2 ** Math.min(failures, 10))) + 50;
}

/** Says once that results are lost, and how many they were when no more are. */
function createLossLog(log: Logger) {
  let count = 0;
  const trouble = createTroubleLog(log, {
    begins: "drops results that the server does not take",
    ends: "drops no more results",
    facts: () => ({ results: count }),
  });
  return {
    dropped(results: number) {
      count += results;
      trouble.note({ situation: "dropped", message: "" });
    },
    over() {
      trouble.over();
      count = 0;
    },
  };
}

/**
 * Whether what was sent will never be taken. A server that refuses the agent (its token, its version) or a proxy that answers
 * in its place may take it a moment later.
 */
function isBodyRefused(trouble: Trouble): boolean {
  return trouble.kind === "refused" && bodyRefusals.has(trouble.status);
}

function report({ onTaken, log }: SenderDeps, { answered }: Accounted): void {
  for (const { result, disposition } of answered) if (isTaken(disposition)) onTaken(result);
  const rejected = answered.filter(({ disposition }) => disposition.disposition === "rejected");
  const [first] = rejected;
  if (first === undefined) return;
  const error = cleanText(first.disposition.message ?? "", 300);
  log.error("results were rejected", { results: rejected.length, task: first.result.taskId, error });
}

/** Whether a result is in the database now. */
function isTaken({ disposition }: ResultDisposition): boolean {
  return disposition === "accepted" || disposition === "duplicate";
}
