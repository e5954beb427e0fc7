import { cleanText } from "../../base/clean-text.ts";
import type { Sql } from "../../db/pool.ts";
import { giveUpAfterMs, heededMs, restMs } from "../../notify/backoff.ts";
import type { SendOutcome } from "../../notify/delivery.ts";
import { deleteMessage, endMessage, noteAttempt, openMessage, spaceGroups } from "../../queue/message.ts";
import { failRecipient, holdRecipient, releaseRecipient, restRecipient } from "../../queue/recipient.ts";
import type { Prepared } from "./prepare.ts";

/** Characters of an answer that are kept. */
const answerCharactersMax = 500;

/** How an attempt ended. "stopped": the server ended while nobody knew; the message will be sent again as it is. */
export type Attempt = SendOutcome | { readonly kind: "stopped" };

/** What became of the message: "lost" when the lease had ended, and another server has it. */
export type Finished = "sent" | "again" | "dead" | "released" | "lost";

/** What decides how a message goes on, beside the attempt. */
export interface FinishOptions {
  /** The title under which it was sent. */
  readonly title: string;
  readonly groupIntervalMs: number;
  /** From 0 to 1, for the length of the rest after a failure. */
  readonly chance: number;
}

/** Stores what came of an attempt and ends the lease. Safe to repeat: the second time, the lease is lost. */
export async function finish(tx: Sql, work: Prepared, attempt: Attempt, options: FinishOptions): Promise<Finished> {
  const held = await holdRecipient(tx, work.lease);
  if (held === undefined) return "lost";
  const { recipient } = work.lease;
  switch (attempt.kind) {
    case "stopped":
      await releaseRecipient(tx, recipient);
      return "released";
    case "sent":
      await end(tx, work, {
        state: "sent",
        title: options.title,
        answer: cleanText(attempt.answer, answerCharactersMax),
      });
      await spaceGroups(tx, { recipient, groups: work.message.groups, intervalMs: options.groupIntervalMs });
      await restRecipient(tx, recipient);
      return "sent";
    case "failed":
      return await fail(tx, work, attempt, { ...options, failingMs: held.failingMs });
    default:
      return attempt satisfies never;
  }
}

async function fail(
  tx: Sql,
  work: Prepared,
  failure: Extract<SendOutcome, { kind: "failed" }>,
  options: FinishOptions & { readonly failingMs: number },
): Promise<Finished> {
  const { message, lease } = work;
  const { recipient } = lease;
  const answer = cleanText(failure.answer, answerCharactersMax);
  const isDead = !failure.again || message.ageMs >= giveUpAfterMs;
  if (isDead) await end(tx, work, { state: "dead", title: options.title, answer });
  else if (failure.perhaps || message.resumed) await noteAttempt(tx, message.messageId, answer);
  else await openMessage(tx, { messageId: message.messageId, recipient, group: message.group }, answer);
  if (!failure.again) {
    await restRecipient(tx, recipient, answer);
    return "dead";
  }
  await failRecipient(tx, recipient, {
    delayMs: restMs(options.failingMs, options.chance),
    askedMs: heededMs(failure.retryAfterMs),
    error: answer,
  });
  return isDead ? "dead" : "again";
}

/** A heartbeat leaves no trace: there will be another. */
async function end(tx: Sql, { message }: Prepared, how: Parameters<typeof endMessage>[2]): Promise<void> {
  if (message.events === 0) await deleteMessage(tx, message.messageId);
  else await endMessage(tx, message.messageId, how);
}
