import { messageOf } from "../base/error.ts";
import type { Logger } from "../base/log.ts";
import { LoopEnded } from "../base/loop.ts";

/** The exit code of a process that ends since a part of it broke: EX_SOFTWARE of sysexits.h. */
export const brokenExitCode = 70;

/** How long a broken process may take to hand back its work, in milliseconds. */
const endingMs = 15_000;

/** Catches what nobody else catches: a loop that ended, an unhandled rejection, an uncaught exception. */
export interface ProcessGuard {
  /**
   * From now on what nobody catches is one line of `log`, and the signal aborts, so that the process ends in order; after
   * 15 s it ends anyway. The exit code is `brokenExitCode`.
   */
  watch(log: Logger): AbortSignal;
  /** Whether the process ends since a part of it broke, which the log has said. */
  readonly isBroken: boolean;
}

/** Guards this process. Until `watch` is called, what nobody catches ends it at once, with the exit code that `report` gives. */
export function guardProcess(report: (thrown: unknown) => number): ProcessGuard {
  const broken = new AbortController();
  let log: Logger | undefined;

  function onFault(thrown: unknown): void {
    if (log === undefined) process.exit(report(thrown));
    if (broken.signal.aborted) {
      log.debug("another part broke", factsOf(thrown));
      return;
    }
    log.error("a part of this process broke, so it ends and must be started again", factsOf(thrown));
    setTimeout(() => process.exit(brokenExitCode), endingMs);
    broken.abort();
  }

  process.on("uncaughtException", onFault);
  process.on("unhandledRejection", onFault);
  return {
    watch(chosen) {
      log = chosen;
      return broken.signal;
    },
    get isBroken() {
      return broken.signal.aborted;
    },
  };
}

function factsOf(thrown: unknown) {
  const loop = thrown instanceof LoopEnded ? thrown.loop : undefined;
  const cause = thrown instanceof LoopEnded ? (thrown.cause ?? thrown) : thrown;
  return { loop, error: messageOf(cause), stack: cause instanceof Error ? cause.stack : undefined };
}
