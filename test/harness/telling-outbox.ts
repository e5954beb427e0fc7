import { systemClock } from "../../src/base/clock.ts";
import { loggerOf } from "../../src/base/log.ts";
import { createSemaphore } from "../../src/base/semaphore.ts";
import { silencedUntil } from "../../src/checks/silence.ts";
import type { NotificationSettings } from "../../src/config/notifications.ts";
import type { Database } from "../../src/db/connect.ts";
import { createSender } from "../../src/notify/channels/sender.ts";
import { letterOf } from "../../src/notify/letter.ts";
import { compileRouting } from "../../src/notify/routing.ts";
import { createMeters } from "../../src/server/metrics/meters.ts";
import type { ActiveSilence, OutboxDeps } from "../../src/server/outbox/deps.ts";
import { dispatch } from "../../src/server/outbox/dispatch.ts";
import { callRoll } from "../../src/server/outbox/outbox.ts";
import { followPlan } from "../../src/server/outbox/plan.ts";
import { sendNext } from "../../src/server/outbox/send.ts";
import { listActiveSilences } from "../../src/store/silences.ts";

/** What a server does between notices and messages, done when it is asked to. */
export interface TellingOutbox {
  callRoll(): Promise<void>;
  /** Dispatches and sends in every lane whatever is due now. */
  turn(): Promise<void>;
}

/** Messages of one lane on their way at once: those of a few servers. */
const slots = 10;

/** Transactions of all lanes at once. */
const transactionsMax = 3;

/** Messages through one slot in one turn at most. */
const turnsMax = 1000;

/** The outbox as a server wires it. `aheadMs` is how far the time of the test is ahead of the database's. */
export function tellingOutbox(
  db: Database,
  now: { readonly settings: () => NotificationSettings; readonly aheadMs: () => number },
): TellingOutbox {
  const deps = depsOf(db, now);
  const plan = followPlan(deps);
  const gate = createSemaphore(transactionsMax);
  const stop = new AbortController().signal;

  async function send(lane: string): Promise<void> {
    for (let turn = 0; turn < turnsMax; turn += 1) {
      if ((await sendNext(deps, plan(), { lane, wasFailing: () => false, gate, stop })) === "nobody") return;
    }
    throw new Error(`lane ${lane} never ran dry`);
  }

  return {
    callRoll: () => callRoll(deps, plan()),
    async turn() {
      await dispatch(deps, plan());
      await Promise.all(plan().lanes.flatMap((lane) => Array.from({ length: slots }, () => send(lane))));
    },
  };
}

function depsOf(
  db: Database,
  { settings, aheadMs }: { readonly settings: OutboxDeps["settings"]; readonly aheadMs: () => number },
): OutboxDeps {
  return {
    db,
    settings,
    compileRouting,
    createSender: (inForce) => createSender({ clock: systemClock, mailServer: () => inForce.mail }),
    listActiveSilences: async (sql) => (await listActiveSilences(sql)).map((one) => later(one, aheadMs())),
    silencedUntil(silences, place, nowMs) {
      const untilMs = silencedUntil(silences, place, nowMs + aheadMs());
      return untilMs === undefined ? undefined : untilMs - aheadMs();
    },
    letterOf,
    linksOf: (id) => ({ incident: `https://argos.test/incidents/${id}`, acknowledge: undefined, silence: undefined }),
    home: "https://argos.test",
    server: "test:1",
    // The longest rest after a failure.
    meters: createMeters(systemClock),
    chance: () => 1,
    log: loggerOf("test"),
  };
}

function later({ match, window }: ActiveSilence, ms: number): ActiveSilence {
  if (window.kind !== "once") return { match, window };
  return { match, window: { kind: "once", fromMs: window.fromMs + ms, untilMs: window.untilMs + ms } };
}
