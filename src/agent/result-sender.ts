import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { jitter, pause } from "../base/loop.ts";
import { type ResultsReply, type ResultsRequest, type RunResult, resultsMax } from "../contract/agent.ts";
import type { AgentLoad } from "../contract/agent-load.ts";
import type { Answered, ServerClient } from "./client.ts";
import type { FinishedRun } from "./run-lease.ts";

/** How long results gather before they are sent, in milliseconds. */
const gatherMs = 100;

/** Characters of JSON in one request at most, one result aside: of three bytes each, it stays below the server's 4 MiB. */
const requestCharactersMax = 1_000_000;

/** Results kept at most while the server cannot be reached; older ones are dropped first. */
const keptMax = 10_000;

/** How long after its lease's end a result is still sent: the task may not have been leased again, in milliseconds. */
const afterLeaseMs = 60_000;

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
  readonly client: ServerClient;
  readonly caller: Omit<ResultsRequest, "results">;
  /** What the agent carries now. */
  readonly load: () => AgentLoad;
  /** Hears of each result that the server has taken. */
  readonly onTaken: (result: RunResult) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A sender for one agent. */
export function createResultSender(deps: SenderDeps): ResultSender {
  let kept: FinishedRun[] = [];
  let failures = 0;

  async function sendBatch(signal: AbortSignal): Promise<Answered<ResultsReply>> {
    kept = stillWorth(kept, deps);
    const batch = firstBatch(kept);
    if (batch.length === 0) return { kind: "ok", reply: { dispositions: [] } };
    const request = { ...deps.caller, results: batch.map((run) => run.result) };
    const answered = await deps.client.results(request, { signal, load: deps.load() });
    const sent = new Set(batch);
    if (isSettled(answered)) kept = kept.filter((run) => !sent.has(run));
    report(deps, answered, batch.length);
    if (answered.kind === "ok") for (const result of takenOf(batch, answered.reply)) deps.onTaken(result);
    return answered;
  }

  return {
    add: (run) => void kept.push(run),
    async send(signal) {
      while (!signal.aborted) {
        const answered = await sendBatch(signal);
        failures = isSettled(answered) ? 0 : failures + 1;
        const ceilingMs = Math.min(backoffMs.most, backoffMs.first * 2 ** Math.min(failures, 10));
        if (failures > 0) await pause(Math.max(retryAfterMsOf(answered), jitter(ceilingMs) + 50), signal);
        else if (kept.length < resultsMax) await pause(gatherMs, signal);
      }
    },
    async flush(signal) {
      while (kept.length > 0 && !signal.aborted) {
        const answered = await sendBatch(signal);
        if (!isSettled(answered)) await pause(backoffMs.first, signal);
      }
    },
  };
}

/**
 * Whether these results need not be sent again. A server that refuses the agent (its token, its version) or a proxy that
 * answers in its place may take them a moment later; one that refuses what was sent never will.
 */
function isSettled(answered: Answered<ResultsReply>): boolean {
  return answered.kind === "ok" || (answered.kind === "refused" && bodyRefusals.has(answered.status));
}

/** The results of a batch that are in the database now. */
function takenOf(batch: readonly FinishedRun[], { dispositions }: ResultsReply): RunResult[] {
  const taken = new Set(
    dispositions
      .filter(({ disposition }) => disposition === "accepted" || disposition === "duplicate")
      .map(({ taskId, token }) => `${taskId} ${token}`),
  );
  return batch.map((run) => run.result).filter(({ taskId, token }) => taken.has(`${taskId} ${token}`));
}

/** How long the server asks to be left alone, at most as long as the longest pause. */
function retryAfterMsOf(answered: Answered<unknown>): number {
  return answered.kind === "later" ? Math.min(answered.retryAfterMs, backoffMs.most) : 0;
}

/** Drops what the server can only call stale by now, and the oldest beyond what is kept. */
function stillWorth(kept: FinishedRun[], deps: SenderDeps): FinishedRun[] {
  const nowMs = deps.clock.monotonicMs();
  const worth = kept.filter((run) => nowMs < run.leaseEndsMs + afterLeaseMs).slice(-keptMax);
  if (worth.length < kept.length)
    deps.log.warning("dropped results that nobody took", { results: kept.length - worth.length });
  return worth;
}

function firstBatch(kept: readonly FinishedRun[]): FinishedRun[] {
  const runs: FinishedRun[] = [];
  let characters = 0;
  for (const run of kept) {
    characters += JSON.stringify(run.result).length;
    if (runs.length > 0 && (runs.length >= resultsMax || characters > requestCharactersMax)) break;
    runs.push(run);
  }
  return runs;
}

function report(deps: SenderDeps, answered: Answered<ResultsReply>, sent: number): void {
  if (answered.kind === "later")
    deps.log.warning("cannot send results, will try again", { results: sent, error: answered.message });
  if (answered.kind === "refused")
    deps.log.error("the server refuses results", { results: sent, error: answered.message });
  if (answered.kind !== "ok") return;
  for (const one of answered.reply.dispositions) {
    if (one.disposition === "rejected")
      deps.log.error("a result was rejected", { task: one.taskId, error: one.message });
  }
}
