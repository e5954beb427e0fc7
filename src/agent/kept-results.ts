import type { Clock } from "../base/clock.ts";
import { type ResultDisposition, type RunResult, resultsMax } from "../contract/agent.ts";
import type { FinishedRun } from "./run-lease.ts";

/** Characters of JSON in one request at most, one result aside: of three bytes each, it stays below the server's 4 MiB. */
const requestCharactersMax = 1_000_000;

/** Results kept at most while the server cannot be reached; older ones are dropped first. */
const keptMax = 10_000;

/** How long after its lease's end a result is still sent: the task may not have been leased again, in milliseconds. */
const afterLeaseMs = 60_000;

/** Replies that may pass over a result before it is dropped. */
const passedOverMax = 5;

/** A result on its way to the server. */
export interface KeptResult {
  readonly run: FinishedRun;
  /** Replies that said nothing of it. */
  readonly passedOver: number;
}

/** What a reply said of a batch. */
export interface Accounted {
  readonly answered: readonly { readonly result: RunResult; readonly disposition: ResultDisposition }[];
  /** Results that the reply passed over. */
  readonly missing: number;
}

/** Results that wait for the server's word, bounded in number, in time and in replies that pass over them. */
export interface KeptResults {
  readonly size: number;
  add(run: FinishedRun): void;
  /** The oldest, as many as one request may hold. */
  nextBatch(): readonly KeptResult[];
  /** Drops a batch that will never be taken. */
  drop(batch: readonly KeptResult[]): void;
  /** Forgets what the reply speaks of; what it passes over goes to the end of the queue, so that it holds back no other. */
  account(batch: readonly KeptResult[], dispositions: readonly ResultDisposition[]): Accounted;
}

/** An empty queue. `onDropped` is called with how many results are given up. */
export function createKeptResults(clock: Clock, onDropped: (results: number) => void): KeptResults {
  let kept: KeptResult[] = [];

  /** Goes on with `worth`, a part of what there was. */
  function keepOnly(worth: KeptResult[], were: number): void {
    kept = worth;
    if (worth.length < were) onDropped(were - worth.length);
  }

  return {
    get size() {
      return kept.length;
    },
    add: (run) => void kept.push({ run, passedOver: 0 }),
    nextBatch() {
      const nowMs = clock.monotonicMs();
      const worth = kept.filter(({ run }) => nowMs < run.leaseEndsMs + afterLeaseMs).slice(-keptMax);
      keepOnly(worth, kept.length);
      return firstBatch(kept);
    },
    drop: (batch) => keepOnly(without(kept, batch), kept.length),
    account(batch, dispositions) {
      const told = new Map(dispositions.map((one) => [nameOf(one), one]));
      const missing = batch.filter(({ run }) => !told.has(nameOf(run.result)));
      const others = without(kept, batch);
      keepOnly([...others, ...stillPatient(missing)], others.length + missing.length);
      const answered = batch.flatMap(({ run: { result } }) => {
        const disposition = told.get(nameOf(result));
        return disposition === undefined ? [] : [{ result, disposition }];
      });
      return { answered, missing: missing.length };
    },
  };
}

function stillPatient(missing: readonly KeptResult[]): KeptResult[] {
  return missing
    .map(({ run, passedOver }) => ({ run, passedOver: passedOver + 1 }))
    .filter(({ passedOver }) => passedOver < passedOverMax);
}

function without(kept: readonly KeptResult[], batch: readonly KeptResult[]): KeptResult[] {
  const sent = new Set(batch);
  return kept.filter((one) => !sent.has(one));
}

function nameOf({ taskId, token }: Pick<RunResult, "taskId" | "token">): string {
  return `${taskId} ${token}`;
}

function firstBatch(kept: readonly KeptResult[]): KeptResult[] {
  const batch: KeptResult[] = [];
  let characters = 0;
  for (const one of kept) {
    characters += JSON.stringify(one.run.result).length;
    if (batch.length > 0 && (batch.length >= resultsMax || characters > requestCharactersMax)) break;
    batch.push(one);
  }
  return batch;
}
