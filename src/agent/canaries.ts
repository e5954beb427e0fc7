import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { pause } from "../base/loop.ts";
import type { Observation } from "../checks/observation.ts";
import { isUnanswered } from "../checks/reason.ts";
import type { Canary } from "../config/probe-settings.ts";
import type { Prober } from "../probe/prober.ts";

/** A canary has no longer than this to answer, in milliseconds: a run waits for it within what is left of its lease. */
const canaryMsMax = 5000;

/** How long "none answers" is believed without asking again, in milliseconds. */
const silenceGoodMs = 5000;

/** The least time from one asking to the next, in milliseconds: what fails meanwhile shares one. */
const askEveryMs = 1000;

/** Tells a site that is down from a network that is. Nothing is sent before a probe fails. */
export interface CanaryWatch {
  /**
   * Whether a canary answers now. An answer of before the call proves nothing about a failure that is newer, so only
   * silence is remembered. Rejects only when the agent stops.
   */
  anyAnswers(): Promise<boolean>;
}

export interface CanaryDeps {
  readonly canaries: readonly Canary[];
  /** Called at the first failure. Canaries have a prober of their own, or they would queue behind what fails. */
  readonly createProber: () => Pick<Prober, "probe">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** Watches these canaries; undefined when there are none. */
export function createCanaryWatch(deps: CanaryDeps): CanaryWatch | undefined {
  if (deps.canaries.length === 0) return undefined;
  const { clock, signal } = deps;
  let prober: Pick<Prober, "probe"> | undefined;
  let beganMs = Number.NEGATIVE_INFINITY;
  let silentUntilMs = Number.NEGATIVE_INFINITY;
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<boolean> | undefined;
  const isSilent = () => clock.monotonicMs() < silentUntilMs;

  async function askAfter(before: Promise<unknown>): Promise<boolean> {
    await before;
    await pause(isSilent() ? 0 : beganMs + askEveryMs - clock.monotonicMs(), signal);
    next = undefined;
    if (isSilent()) return false;
    beganMs = clock.monotonicMs();
    prober ??= deps.createProber();
    const answered = await askAll(prober, deps.canaries, signal);
    if (answered) return true;
    silentUntilMs = clock.monotonicMs() + silenceGoodMs;
    deps.log.warning("no canary answers: failures are taken for this agent's own until one does");
    return false;
  }

  return {
    async anyAnswers() {
      if (isSilent()) return false;
      if (next === undefined) {
        next = askAfter(last);
        last = next.catch(() => undefined);
      }
      return await next;
    },
  };
}

/** The observation; where nothing came back from the target and no canary answers either, the agent's own fault. */
export async function excuse(seen: Observation, canaries: CanaryWatch): Promise<Observation> {
  if (seen.kind !== "failure" || !isUnanswered(seen.reason) || (await canaries.anyAnswers())) return seen;
  const { url, timings } = seen;
  return {
    kind: "agent-error",
    url,
    reason: "agent-isolated",
    message: `${seen.message}; no canary answered either, so the agent's own network is in doubt`,
    timings,
  };
}

/** Asks all at once; the first answer ends the others. Rejects with the signal's reason when it aborts. */
async function askAll(
  prober: Pick<Prober, "probe">,
  canaries: readonly Canary[],
  signal: AbortSignal,
): Promise<boolean> {
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const answered = Promise.withResolvers<boolean>();
  const asked = canaries.map(async (canary) => {
    const seen = await prober.probe(requestTo(canary), either).catch((thrown: unknown) => {
      either.throwIfAborted();
      // A bug of ours says nothing about the network: failures stay the sites'.
      answered.resolve(true);
      throw thrown;
    });
    if (seen.kind === "answer") answered.resolve(true);
  });
  try {
    return await Promise.race([answered.promise, Promise.all(asked).then(() => false)]);
  } finally {
    ending.abort();
    await Promise.allSettled(asked);
  }
}

function requestTo({ url, timeoutMs }: Canary) {
  return {
    url,
    method: "GET",
    family: "any",
    headers: {},
    timeoutMs: Math.min(timeoutMs, canaryMsMax),
    redirectsMax: 0,
    bodyBytesMax: 1,
  } as const;
}
