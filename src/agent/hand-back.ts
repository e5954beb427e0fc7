import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { ReleaseRequest } from "../contract/agent.ts";
import type { ServerClient } from "./client.ts";
import type { LeaseName } from "./replies.ts";
import { createTroubleLog } from "./trouble-log.ts";

/** Leases in one release request at most. */
const releasedMax = 1000;

/** Gives back leases that will not be run. */
export interface HandBack {
  /** Leases that were not taken back yet. */
  readonly size: number;
  /** `untilMs` is when the lease ends by itself, on the monotonic clock. */
  add(lease: LeaseName, untilMs: number): void;
  /** Sends what was added. What the server did not take is kept for the next call, as long as its lease lasts. */
  send(signal: AbortSignal): Promise<void>;
}

/** Hands back leases of one agent. */
export function createHandBack(deps: {
  readonly client: Pick<ServerClient, "release">;
  readonly caller: Omit<ReleaseRequest, "leases">;
  readonly clock: Clock;
  readonly log: Logger;
}): HandBack {
  let kept: { readonly lease: LeaseName; readonly untilMs: number }[] = [];
  const trouble = createTroubleLog(deps.log, {
    begins: "cannot hand back tasks, will try again until their leases end",
    ends: "the server takes back tasks again",
  });
  return {
    get size() {
      return kept.length;
    },
    add: ({ taskId, token }, untilMs) => void kept.push({ lease: { taskId, token }, untilMs }),
    async send(signal) {
      const nowMs = deps.clock.monotonicMs();
      kept = kept.filter(({ untilMs }) => nowMs < untilMs);
      while (kept.length > 0 && !signal.aborted) {
        const batch = kept.slice(0, releasedMax);
        const leases = batch.map(({ lease }) => lease);
        const answered = await deps.client.release({ ...deps.caller, leases }, signal);
        if (answered.kind !== "ok") return signal.aborted ? undefined : trouble.note(answered);
        kept = kept.slice(batch.length);
        trouble.over();
      }
    },
  };
}
