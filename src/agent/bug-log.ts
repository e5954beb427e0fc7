import { messageOf } from "../base/error.ts";
import type { Logger } from "../base/log.ts";
import { createRecentMap } from "../net/recent-map.ts";

/** Reports errors of our own code. */
export interface BugLog {
  /** Logs what a run of a task threw, with its stack: once for each task and error. */
  report(taskId: number, thrown: unknown): void;
}

/** Bugs that are remembered: a log is no place for the same stack every minute. */
const rememberedMax = 1000;

/** Has reported nothing yet. */
export function createBugLog(log: Logger): BugLog {
  const reported = createRecentMap<string, true>(rememberedMax);
  return {
    report(taskId, thrown) {
      const error = messageOf(thrown);
      const key = `${taskId} ${error}`;
      if (reported.get(key)) return;
      reported.set(key, true);
      const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
      log.error("a probe broke by an error of ours: its checks are unknown", { task: taskId, error, stack });
    },
  };
}
