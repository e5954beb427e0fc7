import type { Severity } from "../base/severity.ts";
import type { Recipient } from "../config/notifications.ts";
import type { Bulletin } from "./bulletin.ts";

/** A message in words. */
export interface Letter {
  /** One line, at most 200 characters. */
  readonly title: string;
  /** Plain text. */
  readonly text: string;
  /** The gravest that it tells of; "ok" when it only tells of recoveries. */
  readonly severity: Severity;
  /** Where a tap on the message leads; undefined when there is no such place. */
  readonly clickUrl: string | undefined;
}

/** One message on its way to one recipient. */
export interface Delivery {
  readonly recipient: Recipient;
  readonly letter: Letter;
  /** What the letter says, for channels that send facts. Undefined for a heartbeat; a test tells of an incident 0. */
  readonly bulletin: Bulletin | undefined;
  /** The same for each attempt at the same message, so that a receiver can drop copies. A UUID. */
  readonly idempotencyKey: string;
  /** The same for every message of one story, such as `cause-12`: a mail reader shows them as one thread. */
  readonly thread: string;
  /** Whether it is the thread's first message. */
  readonly opensThread: boolean;
}

/** What came of an attempt. */
export type SendOutcome =
  /** The other side took it; `answer` is what it said. */
  | { readonly kind: "sent"; readonly answer: string }
  /**
   * It was not taken, or nobody knows. `again`: whether another attempt may help. `perhaps`: it may have arrived all the
   * same, so the next attempt must be the same message. `retryAfterMs`: the other side asked for that much time.
   */
  | {
      readonly kind: "failed";
      readonly again: boolean;
      readonly perhaps: boolean;
      readonly answer: string;
      readonly retryAfterMs: number | undefined;
    };

/** Sends messages. Never throws for what the other side does; rejects only when `signal` aborts. */
export interface Sender {
  send(delivery: Delivery, signal: AbortSignal): Promise<SendOutcome>;
}
