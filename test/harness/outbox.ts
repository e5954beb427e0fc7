import { systemClock } from "../../src/base/clock.ts";
import { loggerOf } from "../../src/base/log.ts";
import { createSemaphore } from "../../src/base/semaphore.ts";
import type { AlertOccasion, NotificationSettings } from "../../src/config/notifications.ts";
import type { Database } from "../../src/db/connect.ts";
import type { Sender } from "../../src/notify/delivery.ts";
import { createMeters } from "../../src/server/metrics/meters.ts";
import type { ActiveSilence, OutboxDeps } from "../../src/server/outbox/deps.ts";
import { dispatch } from "../../src/server/outbox/dispatch.ts";
import { followPlan } from "../../src/server/outbox/plan.ts";
import { sendNext, type Turn } from "../../src/server/outbox/send.ts";
import { settingsFor } from "../builders/recipient.ts";
import { type MessageSink, plainLetter } from "./message-sink.ts";

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
  /** Dispatches and sends in all lanes; returns what each message that arrived by it says. */
  deliver(sink: MessageSink): Promise<(readonly string[])[]>;
}

/** An outbox whose parts are moved by hand. */
export function outboxBench(db: Database, sender: Sender, settings = settingsFor([])): OutboxBench {
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
    meters: createMeters(systemClock),
    chance: () => 1,
    log: loggerOf("test"),
  };
  const plan = followPlan(deps);
  const stop = new AbortController().signal;
  const gate = createSemaphore(1);
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
        const came = await sendNext(deps, plan(), { lane, wasFailing: () => false, gate, stop });
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
    async deliver(sink) {
      const before = sink.arrivals.length;
      await bench.dispatch();
      await bench.sendAll();
      return sink.arrivals.slice(before).map((one) => one.items);
    },
  };
  return bench;
}

const everywhere: ActiveSilence = { match: {}, window: { kind: "once", fromMs: 0, untilMs: 1 } };

/** Every message, in the order they were begun. */
export async function messageRows(db: Database): Promise<SeenMessage[]> {
  const rows = await db.run(
    (sql) => sql<
      {
        id: number;
        recipient: string;
        state: string;
        attempts: number;
        answer: string;
        key: string;
        events: number[];
      }[]
    >`
      select id, recipient, state, attempts, answer, idempotency_key as key
      from message
      order by id`,
  );
  return [...rows];
}

/** A message as a test looks at it. */
export interface SeenMessage {
  readonly id: number;
  readonly recipient: string;
  readonly state: string;
  readonly attempts: number;
  readonly answer: string;
  readonly key: string;
}

/** The one recipient there is. `dueInMs` is null for one with nothing to be told. */
export async function recipientRow(db: Database) {
  const [row, ...others] = await db.run(
    (sql) => sql<{ failing: boolean; lastError: string | null; dueInMs: number | null }[]>`
      select
        failing_since is not null as failing, last_error as "lastError",
        case
          when visible_at < 'infinity' then (extract(epoch from visible_at - now()) * 1000)::double precision
        end as "dueInMs"
      from recipient`,
  );
  if (row === undefined || others.length > 0) throw new Error(`found ${others.length} recipients beside one`);
  return row;
}
