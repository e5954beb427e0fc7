import { loggerOf } from "../../src/base/log.ts";
import type { AlertOccasion, NotificationSettings } from "../../src/config/notifications.ts";
import type { Database } from "../../src/db/connect.ts";
import type { Sender } from "../../src/notify/delivery.ts";
import type { ActiveSilence, OutboxDeps } from "../../src/server/outbox/deps.ts";
import { dispatch } from "../../src/server/outbox/dispatch.ts";
import { followPlan } from "../../src/server/outbox/plan.ts";
import { sendNext, type Turn } from "../../src/server/outbox/send.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { plainLetter } from "./message-sink.ts";

/** What a test of the outbox may change while it runs. */
export interface OutboxBench {
  settings: NotificationSettings;
  /** Whom to tell; everybody of everything unless changed. */
  told: (occasion: AlertOccasion, domain: string) => readonly string[];
  remindMs: number | undefined;
  /** Ends of silences by domain, in milliseconds since 1970 UTC. */
  readonly silenced: Map<string, number>;
  readonly deps: OutboxDeps;
  /** Dispatches what is due; returns how many notices were looked at. */
  dispatch(): Promise<number>;
  /** Sends in a lane until nobody is due there; returns what each turn came to. */
  send(lane: string): Promise<Turn[]>;
  /** Sends in all lanes. */
  sendAll(): Promise<Turn[]>;
}

/** An outbox whose parts are moved by hand. */
export function outboxBench(db: Database, sender: Sender, settings = notificationSettings([])): OutboxBench {
  const deps: OutboxDeps = {
    db,
    settings: () => bench.settings,
    compileRouting: ({ recipients }) => ({
      recipientsOf: ({ domain }, occasion) => ({
        ids: bench.told(occasion, domain).filter((id) => recipients.has(id)),
        remindMs: bench.remindMs,
      }),
    }),
    createSender: () => sender,
    listActiveSilences: async () => [everywhere],
    silencedUntil: (silences, { domain }, nowMs) => {
      const untilMs = silences.length > 0 ? bench.silenced.get(domain) : undefined;
      return untilMs !== undefined && untilMs > nowMs ? untilMs : undefined;
    },
    letterOf: plainLetter,
    linksOf: (incidentId) => ({
      incident: `https://argos.test/incidents/${incidentId}`,
      acknowledge: undefined,
      silence: undefined,
    }),
    home: "https://argos.test",
    server: "test:1",
    chance: () => 1,
    log: loggerOf("test"),
  };
  const plan = followPlan(deps);
  const stop = new AbortController().signal;
  const bench: OutboxBench = {
    settings,
    told: () => [...bench.settings.recipients.keys()],
    remindMs: undefined,
    silenced: new Map(),
    deps,
    dispatch: async () => await dispatch(deps, plan()),
    async send(lane) {
      const turns: Turn[] = [];
      for (let turn = 0; turn < 1000; turn += 1) {
        const came = await sendNext(deps, plan(), { lane, wasFailing: () => false, stop });
        if (came === "nobody") return turns;
        turns.push(came);
      }
      throw new Error(`lane ${lane} never ran dry`);
    },
    async sendAll() {
      const turns: Turn[] = [];
      for (const lane of plan().lanes) turns.push(...(await bench.send(lane)));
      return turns;
    },
  };
  return bench;
}

const everywhere: ActiveSilence = { match: {}, window: { kind: "once", fromMs: 0, untilMs: 1 } };
