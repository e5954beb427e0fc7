import type { Config } from "../../src/config/config.ts";
import type { Database } from "../../src/db/connect.ts";
import type { LeasedTask } from "../../src/queue/lease.ts";
import { applyConfiguration } from "../../src/server/config/apply.ts";
import { remindersDuty } from "../../src/server/duties/notifications.ts";
import { goodConfig } from "../builders/config-files.ts";
import { aFailedFinding, aFinding, aRunWith } from "../builders/run-result.ts";
import { acceptResults } from "./accept.ts";
import { databaseNowMs } from "./database.ts";
import { type Heard, listenTo } from "./heard.ts";
import { type HttpSink, startHttpSink } from "./http-sink.ts";
import { enlist, leaseAs, startAfresh } from "./queue.ts";
import { type SmtpSink, startSmtpSink } from "./smtp-sink.ts";
import { tellingOutbox } from "./telling-outbox.ts";
import { nextTellingSeconds, passTellingTime } from "./telling-time.ts";

/** What a site shows when it is looked at. */
export interface Sight {
  readonly severity: "ok" | "warning" | "critical";
  /** Where the answer came from; unknown unless told. */
  readonly address?: string;
}

/** A site as it should be, and one that does not answer as it should. */
export const healthy: Sight = { severity: "ok" };
export const down: Sight = { severity: "critical" };

/** The whole way from results to messages, on a time of its own: an agent, a server, a mail server and a Gotify. */
export interface Telling extends AsyncDisposable {
  readonly smtp: SmtpSink;
  readonly http: HttpSink;
  /** Every message that was taken, in order. */
  readonly heard: readonly Heard[];
  /** Seconds since the start. */
  readonly seconds: number;
  /** Whether the agent is at work. */
  isWatching: boolean;
  /** What the next looks at a site find: one each, and the last from then on. */
  show(domain: string, ...sights: readonly [Sight, ...Sight[]]): void;
  /** Makes this YAML the configuration. */
  apply(yaml: string): Promise<void>;
  /** Lets time pass and does, at each moment on the way and at the last, what is due then. */
  pass(seconds: number): Promise<void>;
  /** Lets time pass until the next look is half a minute away. */
  passToMiddle(): Promise<void>;
}

export interface TellingOptions {
  readonly db: Database;
  /** The instant at which it starts, for silences of the configuration; in milliseconds since 1970 UTC. Now unless told. */
  readonly startMs?: number;
  /** The least time from one moment to the next; a second unless told. */
  readonly stepSeconds?: number;
}

/** Moments in one `pass` at most. */
const momentsMax = 5000;

/** Starts with an empty database and configuration. The sinks take everything until told otherwise. */
export async function startTelling({ db, startMs, stepSeconds = 1 }: TellingOptions): Promise<Telling> {
  await startAfresh(db);
  const [smtp, http] = await Promise.all([startSmtpSink(), startHttpSink()]);
  const listener = listenTo(smtp, http);
  const startedMs = await databaseNowMs(db);
  const eye = new Map<string, readonly Sight[]>();
  let config: Config = goodConfig("websites: []\n");
  let seconds = 0;
  const settings = () => config.notifications;
  const outbox = tellingOutbox(db, { settings, aheadMs: () => (startMs ?? startedMs) - startedMs + seconds * 1000 });

  async function happen(): Promise<void> {
    if (telling.isWatching) await lookAround(db, eye, settings);
    await remindersDuty.run(db);
    await outbox.turn();
    await listener.listen(seconds);
  }

  const telling: Telling = {
    smtp,
    http,
    heard: listener.heard,
    isWatching: true,
    get seconds() {
      return seconds;
    },
    show: (domain, ...sights) => void eye.set(domain, sights),
    async apply(yaml) {
      config = goodConfig(yaml);
      await applyConfiguration(db, { sites: config.sites, probe: config.probe, allowShrink: true });
      await outbox.callRoll();
    },
    async pass(more) {
      const end = seconds + more;
      for (let moment = 0; moment < momentsMax; moment += 1) {
        await happen();
        if (seconds >= end) return;
        const due = Math.ceil((await nextTellingSeconds(db)) ?? more);
        const step = Math.min(end - seconds, Math.max(stepSeconds, due));
        await passTellingTime(db, step);
        seconds += step;
      }
      throw new Error(`${more} s had more than ${momentsMax} moments`);
    },
    async passToMiddle() {
      await telling.pass(0);
      await telling.pass(Math.ceil((await nextTellingSeconds(db)) ?? 0) + 30);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([smtp[Symbol.asyncDispose](), http[Symbol.asyncDispose]()]);
    },
  };
  return telling;
}

/** Looks at everything that is due, as an agent does, and has the results accepted. */
async function lookAround(
  db: Database,
  eye: Map<string, readonly Sight[]>,
  notifications: () => Config["notifications"],
): Promise<void> {
  const agentId = await enlist(db, "paris");
  const runs = (await leaseAs(db, agentId)).map((task) => {
    const { origin } = new URL(task.spec.url);
    const [sight = healthy, ...later] = eye.get(origin) ?? [];
    if (later.length > 0) eye.set(origin, later);
    return runOf(task, sight);
  });
  await acceptResults(db, agentId, runs, { notifications });
}

function runOf(task: LeasedTask, { severity, address }: Sight) {
  const found = severity === "ok" ? aFinding() : aFailedFinding(severity);
  const run = aRunWith(task, ...task.spec.checks.map(({ key }) => ({ ...found, key })));
  return address === undefined ? run : { ...run, remoteAddress: address };
}
