import type { Severity } from "../../src/base/severity.ts";
import { type Account, emptyAccount } from "../../src/checks/account.ts";

/** A result as far as availability is concerned. Seconds may have fractions, and count from the start of the range. */
export interface ModelRun {
  readonly second: number;
  readonly severity: Severity;
  readonly believed: boolean;
  readonly status: number | null;
  readonly totalMs: number;
}

export interface ModelHistory {
  /** In order; those before the range have negative seconds. */
  readonly runs: readonly ModelRun[];
  readonly holdSeconds: number;
  readonly cuts: readonly { readonly fromSecond: number; readonly untilSecond: number }[];
  readonly endSecond: number;
}

/** What became of one hour. */
export interface ModelHour extends Account {
  readonly answers: number;
  readonly meanMs: number | null;
  readonly maxMs: number | null;
}

/** The rules of availability said in the plainest way: each second of the range is looked at by itself. */
export function accountModel(history: ModelHistory): ModelHour[] {
  const hours: ModelHour[] = [];
  for (let start = 0; start < history.endSecond; start += 3600) hours.push(hourOf(history, start));
  return hours;
}

function hourOf(history: ModelHistory, start: number): ModelHour {
  const account = { ...emptyAccount };
  for (let second = start; second < Math.min(start + 3600, history.endSecond); second += 1) {
    const state = stateAt(history, second);
    if (state !== undefined) account[state] += 1;
  }
  const times = history.runs
    .filter((run) => Math.floor(run.second) >= start && Math.floor(run.second) < start + 3600)
    .flatMap((run) => (run.believed && (run.status ?? 0) > 0 ? [run.totalMs] : []));
  const meanMs = times.length === 0 ? null : times.reduce((sum, one) => sum + one, 0) / times.length;
  return { ...account, answers: times.length, meanMs, maxMs: times.length === 0 ? null : Math.max(...times) };
}

function stateAt({ runs, holdSeconds, cuts }: ModelHistory, second: number): keyof Account | undefined {
  const last = runs.findLast((run) => Math.floor(run.second) <= second);
  if (last === undefined) return undefined;
  if (cuts.some((cut) => cut.fromSecond <= second && second < cut.untilSecond)) return "maintenance";
  if (second >= Math.floor(last.second) + holdSeconds || !last.believed) return "unknown";
  return last.severity;
}
