import { messageOf } from "../../base/error.ts";
import { startLoop } from "../../base/loop.ts";
import { createSemaphore } from "../../base/semaphore.ts";
import { countDueRecipients } from "../../queue/recipient.ts";
import type { OutboxDeps } from "./deps.ts";
import type { Plan } from "./plan.ts";
import { sendNext, type Turn } from "./send.ts";

/** How often a server looks for recipients that are due, in milliseconds. */
const lookEveryMs = 500;

/** Messages of one lane on their way at once. */
const slotsPerLane = 4;

/** Transactions of all lanes at once. */
const transactionsMax = 3;

/** How long sends under way may go on when the server stops, in milliseconds. */
const stoppingMs = 10_000;

/** Failures in a row after which a lane is taken for dead, so that the first success wakes everybody in it. */
const deadAfter = 3;

/** What a server knows of a lane. */
interface LaneState {
  busy: number;
  /** Failures since something was sent: while there are any, one slot alone tries. */
  failures: number;
}

/** Sends what is due, each lane by itself, until disposed: then what is under way has `stoppingMs` to end. */
export function startLanes(deps: OutboxDeps, plan: () => Plan): AsyncDisposable {
  const gate = createSemaphore(transactionsMax);
  const stopping = new AbortController();
  const cut = new AbortController();
  const states = new Map<string, LaneState>();
  const running = new Set<Promise<void>>();

  async function work(lane: string, state: LaneState): Promise<void> {
    state.busy += 1;
    try {
      while (!stopping.signal.aborted) {
        const order = { lane, wasFailing: () => state.failures >= deadAfter, gate, stop: cut.signal };
        const turn = await sendNext(deps, plan(), order);
        learn(state, turn);
        if (turn === "nobody" || (state.failures > 0 && state.busy > 1)) return;
      }
    } catch (thrown) {
      deps.log.error("sending messages failed", { lane, error: messageOf(thrown) });
    } finally {
      state.busy -= 1;
    }
  }

  const looking = startLoop(
    async () => {
      for (const { lane, due } of await deps.db.run((sql) => countDueRecipients(sql, plan().lanes, slotsPerLane))) {
        const state = states.get(lane) ?? { busy: 0, failures: 0 };
        states.set(lane, state);
        for (let free = roomIn(state, due); free > 0; free -= 1) {
          const one = work(lane, state).finally(() => running.delete(one));
          running.add(one);
        }
      }
    },
    {
      name: "lanes",
      everyMs: lookEveryMs,
      onError: (thrown) => deps.log.warning("cannot look for messages", { error: messageOf(thrown) }),
    },
  );
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await looking[Symbol.asyncDispose]();
      const late = setTimeout(() => cut.abort(), stoppingMs);
      await Promise.all(running);
      clearTimeout(late);
    },
  };
}

function roomIn(state: LaneState, due: number): number {
  const slots = state.failures > 0 ? 1 : slotsPerLane;
  return Math.min(due, slots - state.busy);
}

function learn(state: LaneState, turn: Turn): void {
  if (turn === "sent" || turn === "dead") state.failures = 0;
  if (turn === "again") state.failures += 1;
}
