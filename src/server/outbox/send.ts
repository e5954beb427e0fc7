import { messageOf } from "../../base/error.ts";
import { jitter, pause, startLoop } from "../../base/loop.ts";
import type { Semaphore } from "../../base/semaphore.ts";
import type { Delivery, Letter, SendOutcome } from "../../notify/delivery.ts";
import { renewRecipient, wakeLane } from "../../queue/recipient.ts";
import type { OutboxDeps } from "./deps.ts";
import { type Attempt, type Finished, finish } from "./finish.ts";
import type { Plan } from "./plan.ts";
import { leaseSeconds, type Prepared, prepareNext } from "./prepare.ts";

/** How long one attempt may take, in milliseconds. */
export const attemptMaxMs = 60_000;

/** How often the lease of an attempt that goes on is renewed, in milliseconds: three times before it would end. */
const renewEveryMs = 6_000;

/** How often an attempt's end is stored before it is left to the end of the lease, when the database does not answer. */
const storeTriesMax = 5;

/** What a turn in a lane came to. "skipped": a recipient was due, but nothing may go now. */
export type Turn = "nobody" | "skipped" | Finished;

/** What a turn needs beside the outbox. */
export interface TurnOrder {
  readonly lane: string;
  /** Whether the lane was failing: then what is sent now wakes all who wait in it. */
  readonly wasFailing: () => boolean;
  /** Bounds the transactions of all lanes at once, so that the pool has connections left for results. */
  readonly gate: Semaphore;
  /** Aborts what is under way. */
  readonly stop: AbortSignal;
}

/** Sends the next message of a lane, with no transaction open meanwhile. */
export async function sendNext(deps: OutboxDeps, plan: Plan, order: TurnOrder): Promise<Turn> {
  const found = await passGate(order, () => prepareNext(deps, plan, order.lane));
  if (found.kind !== "prepared") return found.kind;
  const { title, attempt } = await whileRenewing(deps, found, () => tryOnce(deps, plan, found, order.stop));
  const finished = await passGate(order, () => store(deps, plan, { work: found, attempt, title }));
  deps.meters.countNotification(found.recipient.address.channel, finished);
  report(deps, { work: found, attempt, finished });
  if (finished === "sent" && (found.lease.failing || order.wasFailing())) {
    await deps.db.transaction((tx) => wakeLane(tx, order.lane));
  }
  return finished;
}

/** Also while the server stops: what was sent must be marked. */
async function passGate<T>({ gate }: TurnOrder, work: () => Promise<T>): Promise<T> {
  using _place = await gate.take(new AbortController().signal);
  return await work();
}

/** Keeps the lease for as long as `work` takes. One that cannot be renewed may end: then the message goes twice, as it is. */
async function whileRenewing<T>(
  { db, log }: Pick<OutboxDeps, "db" | "log">,
  { lease }: Prepared,
  work: () => Promise<T>,
): Promise<T> {
  await using _renewing = startLoop(
    async (signal) => {
      await pause(renewEveryMs, signal);
      if (!signal.aborted) await db.run((sql) => renewRecipient(sql, lease, leaseSeconds));
    },
    {
      name: "renewal",
      everyMs: 0,
      onError: (thrown) => log.warning("cannot keep a lease", { error: messageOf(thrown) }),
    },
  );
  return await work();
}

/** One attempt under one deadline. Whatever a sender throws counts as a failure, since the loop must go on. */
async function tryOnce(
  deps: Pick<OutboxDeps, "letterOf" | "log">,
  plan: Plan,
  work: Prepared,
  stop: AbortSignal,
): Promise<{ readonly title: string; readonly attempt: Attempt }> {
  const late = AbortSignal.timeout(attemptMaxMs);
  const signal = AbortSignal.any([stop, late]);
  let title = "";
  try {
    const delivery = deliveryOf(work, deps.letterOf);
    title = delivery.letter.title;
    return { title, attempt: await Promise.race([plan.sender.send(delivery, signal), whenAborted(signal)]) };
  } catch (thrown) {
    if (stop.aborted) return { title, attempt: { kind: "stopped" } };
    if (late.aborted) return { title, attempt: unknownEnd(`no answer within ${attemptMaxMs / 1000} s`) };
    deps.log.error("a message could not be sent", { recipient: work.recipient.id, error: messageOf(thrown) });
    return { title, attempt: unknownEnd(messageOf(thrown)) };
  }
}

/** The delivery of a prepared message, as each attempt makes it. */
export function deliveryOf({ recipient, message, bulletin }: Prepared, letterOf: OutboxDeps["letterOf"]): Delivery {
  return {
    recipient,
    letter: bulletin === undefined ? heartbeatLetter : letterOf(bulletin),
    bulletin,
    idempotencyKey: message.idempotencyKey,
    thread: message.group.replace(":", "-"),
    opensThread: message.opensGroup,
  };
}

const heartbeatLetter: Letter = {
  title: "Argos is alive",
  text: "A check went all the way through Argos.",
  severity: "ok",
  clickUrl: undefined,
};

async function whenAborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return await promise;
}

function unknownEnd(answer: string): SendOutcome {
  return { kind: "failed", again: true, perhaps: true, answer, retryAfterMs: undefined };
}

/** What was sent must be marked, or it goes twice: tried again while the database does not answer, well within the lease. */
async function store(
  deps: Pick<OutboxDeps, "db" | "chance" | "log">,
  plan: Plan,
  done: { readonly work: Prepared; readonly attempt: Attempt; readonly title: string },
): Promise<Finished> {
  const { work, attempt, title } = done;
  const options = { title, groupIntervalMs: plan.settings.pace.groupIntervalMs, chance: deps.chance() };
  for (let tried = 1; ; tried += 1) {
    try {
      return await deps.db.transaction((tx) => finish(tx, work, attempt, options));
    } catch (thrown) {
      if (tried === storeTriesMax) throw thrown;
      deps.log.warning("cannot mark a message", { recipient: work.recipient.id, error: messageOf(thrown) });
      await pause(500 + jitter(1000 * 2 ** tried), new AbortController().signal);
    }
  }
}

function report(
  { log }: Pick<OutboxDeps, "log">,
  { work, attempt, finished }: { readonly work: Prepared; readonly attempt: Attempt; readonly finished: Finished },
): void {
  const facts = { recipient: work.recipient.id, message: work.message.messageId };
  const answer = attempt.kind === "stopped" ? "" : attempt.answer;
  if (finished === "dead")
    log.error("a message is given up; argos message replay sends it again", { ...facts, answer });
  if (finished === "again") log.warning("a message was not taken; it will be sent again", { ...facts, answer });
  if (finished === "lost") log.warning("a message took longer than its lease; it may arrive twice", facts);
}
