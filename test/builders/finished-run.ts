import type { FinishedRun } from "../../src/agent/run-lease.ts";
import { aRunResult } from "./run-result.ts";

/** A run of a task whose lease ends at 25 s on the monotonic clock. */
export function aFinishedRun(taskId: number, overrides: Partial<FinishedRun> = {}): FinishedRun {
  const result = aRunResult({ taskId, token: 1 });
  return { result, leaseEndsMs: 25_000, ...overrides };
}
